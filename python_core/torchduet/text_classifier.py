"""Texts in, classes out: vocabulary, network and training behind fit and predict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from torchduet import storage
from torchduet.architectures import ARCHITECTURES, network_settings
from torchduet.classifier_training import Examples, train_classifier
from torchduet.contextual.classifying import EncoderStart, check_encoder_settings, describe_encoder, read_encoder
from torchduet.contextual.encoder import ContextualNetwork
from torchduet.contextual.pieces import PieceVectorizer
from torchduet.contextual.vectors import ContextualVectors
from torchduet.examples import check_examples
from torchduet.fitting import check_training_params
from torchduet.labels import labels_to_store, most_probable
from torchduet.losses import LossFunction
from torchduet.own_metrics import MetricFunction, check_metrics, measure_classes
from torchduet.own_tokenizer import Tokenizer, check_tokenizer
from torchduet.parameters import check_flag, check_integer
from torchduet.prediction import class_probabilities
from torchduet.pretrained_embedding import DEFAULT_DIMENSION, PretrainedEmbedding, check_embeddings
from torchduet.schedules import LearningRateFunction
from torchduet.text_vectorizer import TextVectorizer, checked_vocabulary
from torchduet.tokens import TextInput
from torchduet.transfer import TransferModel
from torchduet.word_vectors.vectors import WordVectors

__all__ = ["TextClassifier"]


class TextClassifier(TransferModel):
    """Classify texts with a neural network trained on labelled ones.

    Parameters
    ----------
    architecture : {"average_pooling", "rnn", "lstm", "gru", "cnn"}
        The network between ids and classes; the notes say which settings it takes.
    embedding_dim : int
        Length of a word's vector. With `embeddings` it is theirs, and another number than the default is refused.
    embeddings : WordVectors or ContextualVectors, optional
        What the words' vectors start from, as `load_embeddings` reads them: those of the word as it stands, else in
        lower case. Words without one, the unknown word among them, start from random rows of the same variance; padding
        is a row of zeros. Or a model with vectors in context, whose pieces take the place of words, and which average
        pooling and a linear layer follow.
    freeze_embeddings : bool
        Keep all of these rows, or the whole model, as they are in training; each text then goes through the model once.
        A model that is trained further wants a small `learning_rate`, such as 2e-5 (Devlin and others, 2019).
    extend_vocabulary : bool or None
        Take the other words of `embeddings` into the vocabulary too, so that a text to predict may have words that no
        training text had; `max_tokens` does not count them. None: where the embedding is frozen.
    hidden_size : int
        Units of a recurrent layer and direction; of a convolutional network, filters of each width (3, 4 and 5 words).
    layers : int
        Recurrent layers on top of each other.
    bidirectional : bool
        Read each text in both directions.
    pooling : {"last", "mean", "max"} or None
        What of the states over a text's words goes into the linear layer: the state after the whole text was read, or
        each feature's mean or maximum over the words. None: the architecture's own.
    batch_normalization : bool
        Normalise each feature over the words of a batch, padding left out: a recurrent network's states, a
        convolution's outputs before the activation, with average pooling the word vectors.
    max_tokens : int or None
        Largest size of the vocabulary, padding and unknown included. None: all words.
    max_length : int or None
        Words kept of a text, from its start; of a model with vectors in context, pieces, the marks that it puts
        around a text included.
    lowercase : bool
        Fold letters to lower case.
    tokenizer : function, optional
        From a list of texts, all in one call, to a list with the tokens of each; see `TextVectorizer`.
    dropout : float
        Share of the pooled features dropped in training, and of the outputs between recurrent layers.
    word_dropout : float or None
        Share of the words turned into the unknown one in training. None: the architecture's own.
    epochs : int
        Most passes over the training texts.
    batch_size : int
    learning_rate : float or function
        A function is called before each epoch with its number, counted from 1 (in R too), and returns the rate.
    weight_decay : float
        Decoupled (AdamW); biases and the padding row are left out.
    gradient_clip : float or None
        Largest norm of the gradient.
    validation_split : float
        Share of the training texts held back, at random, to choose the best epoch by; 0 trains on all, for all
        epochs. Not used where `fit` is given validation data.
    patience : int or None
        Epochs without a lower validation loss after which training stops; None never stops early. The weights of
        the best epoch are kept either way.
    seed : int or None
        Settles everything that is drawn: same seed, machine and number of threads, same model. None draws a seed
        from torch's generator; torch's own state is otherwise left as it is.
    device : str
        Where to train: "cpu", "cuda", "cuda:1", "mps"; "auto" takes a CUDA device if there is one, else the CPU.
    loss : "cross_entropy" or function
        What training makes small. A function takes scores, an array of float64 of shape (batch, n_classes), and the
        position of each text's class, shape (batch,); it returns a dict: ``loss``, the mean loss of the batch, and
        ``gradient``, its derivative with respect to each score, shape (batch, n_classes).
    metrics : dict of str to function, or None
        Each takes labels, shape (n,), and probabilities, shape (n, n_classes), columns in the order of `classes_`, and
        returns a number. Measured on the validation data at each epoch's end, and by `evaluate`.
    callbacks : sequence of Callback or function
        A function is called at each epoch's end with a dict of what was measured; if it returns "stop", training ends.
    verbose : bool or "auto"
        Show progress; "auto" shows it on a terminal.

    Attributes
    ----------
    classes_ : array, shape (n_classes,)
        Class labels, sorted; of a categorical, its categories.
    coef_ : array of float64, shape (n_classes, len(vocabulary))
        With average pooling, the scores of a text are `intercept_` plus the mean of the `coef_` of its words. Not there
        with another architecture or with vectors in context.
    intercept_ : array of float64, shape (n_classes,)
        There where `coef_` is.
    history_ : DataFrame
        A row per epoch: epoch, loss, validation_loss, validation_accuracy, validation_ and the name of each of
        `metrics`, learning_rate if it is a function's, seconds (without those of `metrics` and `callbacks`).
    network_ : torch.nn.Module
        From ids, shape (batch, time), to scores, shape (batch, n_classes).
    vectorizer_ : TextVectorizer or PieceVectorizer
        From texts to ids: of words, or, with vectors in context, of that model's pieces of words.
    embedding_coverage_ : dict or None
        With `embeddings`: ``words``, the share of the training texts' vocabulary that has a vector; ``tokens``, the
        share of their running words; ``missing``, the words without one, most frequent first.
    seed_ : int
        The seed that was used.
    interrupted_ : bool
        Whether Ctrl-C ended the training.

    Notes
    -----
    ``hidden_size`` and ``pooling`` belong to "rnn", "lstm", "gru" and "cnn", ``layers`` and ``bidirectional`` to the
    first three; where one does not belong, it is refused. None stands for ``pooling="max"``, with average pooling for
    the mean, and for ``word_dropout=0.2`` with recurrent networks, 0 with the others: chosen on held-back reviews, for
    the three recurrent ones together.

    Examples
    --------
    >>> texts = ["good", "very good", "bad", "very bad"] * 10
    >>> labels = ["+", "+", "-", "-"] * 10
    >>> model = TextClassifier(seed=1, learning_rate=0.1, validation_split=0).fit(texts, labels)
    >>> model.predict(["so good", "so bad"])
    array(['+', '-'], dtype='<U1')
    """

    _estimator_type = "classifier"

    embedding_coverage_: dict[str, Any] | None

    def __init__(
        self,
        *,
        architecture: str = "average_pooling",
        embedding_dim: int = DEFAULT_DIMENSION,
        embeddings: WordVectors | ContextualVectors | None = None,
        freeze_embeddings: bool = False,
        extend_vocabulary: bool | None = None,
        hidden_size: int = 64,
        layers: int = 1,
        bidirectional: bool = False,
        pooling: Literal["last", "mean", "max"] | None = None,
        batch_normalization: bool = False,
        max_tokens: int | None = 10000,
        max_length: int | None = 250,
        lowercase: bool = True,
        tokenizer: Tokenizer | None = None,
        dropout: float = 0.0,
        word_dropout: float | None = None,
        epochs: int = 20,
        batch_size: int = 32,
        learning_rate: float | LearningRateFunction = 0.001,
        weight_decay: float = 0.0,
        gradient_clip: float | None = None,
        validation_split: float = 0.125,
        patience: int | None = 3,
        seed: int | None = None,
        device: str = "auto",
        loss: str | LossFunction = "cross_entropy",
        metrics: Mapping[str, MetricFunction] | None = None,
        callbacks: Sequence[Any] = (),
        verbose: bool | Literal["auto"] = "auto",
    ) -> None:
        self.architecture = architecture
        self.embedding_dim = embedding_dim
        self.embeddings = embeddings
        self.freeze_embeddings = freeze_embeddings
        self.extend_vocabulary = extend_vocabulary
        self.hidden_size = hidden_size
        self.layers = layers
        self.bidirectional = bidirectional
        self.pooling = pooling
        self.batch_normalization = batch_normalization
        self.max_tokens = max_tokens
        self.max_length = max_length
        self.lowercase = lowercase
        self.tokenizer = tokenizer
        self.dropout = dropout
        self.word_dropout = word_dropout
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.gradient_clip = gradient_clip
        self.validation_split = validation_split
        self.patience = patience
        self.seed = seed
        self.device = device
        self.loss = loss
        self.metrics = metrics
        self.callbacks = callbacks
        self.verbose = verbose

    def fit(
        self, texts: TextInput, labels: Iterable[Any], validation_data: tuple[TextInput, Iterable[Any]] | None = None
    ) -> Self:
        """Learn vocabulary and weights.

        Where torchrun has started several processes, they train one model together, each with its share of every batch.

        Parameters
        ----------
        texts : sequence of str, length n
        labels : sequence, length n
            A class label per text, of any type; a categorical's categories become the classes.
        validation_data : (texts, labels), optional
            What to choose the best epoch by, in place of a share of the training texts.

        Returns
        -------
        TextClassifier
            Itself.

        Raises
        ------
        InputValueError, InputTypeError
            A parameter or the data does not make sense; the message says which and what was expected.
        """
        start = self._check_params()
        examples = Examples.checked(texts, labels, validation_data)
        if isinstance(self.embeddings, ContextualVectors):
            return self._fit_encoder(self.embeddings, examples)
        vectorizer = self._make_vectorizer()

        def build(ids: NDArray[np.int64]) -> nn.Module:
            network = self._build_network(len(vectorizer.vocabulary_), len(examples.classes))
            if start is not None:
                start.fill(network.embedding, vectorizer.vocabulary_, ids)  # type: ignore[arg-type]
            return network

        fitted = train_classifier(
            self,
            examples,
            read_training=vectorizer.fit_transform if start is None else partial(start.fit_transform, vectorizer),
            read=vectorizer.transform,
            build=build,
            data={"embeddings": None if start is None else (start.vectors.words, start.vectors.vectors)},
        )
        # All at the end: a fit that fails leaves the model as it was.
        self.classes_ = examples.classes
        self.vectorizer_ = vectorizer
        self.embedding_coverage_ = None if start is None else start.coverage
        self._take(fitted)
        return self

    def _fit_encoder(self, vectors: ContextualVectors, examples: Examples) -> Self:
        """Learn the weights of a network that begins with a pretrained model."""
        start = EncoderStart(vectors, freeze=self.freeze_embeddings, max_length=self.max_length, dropout=self.dropout)
        fitted = train_classifier(
            self,
            examples,
            read_training=start.read,
            read=start.read,
            build=lambda _: start.build(len(examples.classes)),
            data={"embeddings": start.data()},
        )
        self.classes_ = examples.classes
        self.vectorizer_ = start.vectorizer
        self.embedding_coverage_ = None
        self._take(replace(fitted, network=start.finished(fitted.network)))
        return self

    def predict_proba(self, texts: TextInput) -> NDArray[np.float64]:
        """Return the probability of each class.

        Parameters
        ----------
        texts : str or sequence of str, length n

        Returns
        -------
        array of float64, shape (n, n_classes)
            Columns in the order of `classes_`.

        Raises
        ------
        NotFittedError
            `fit` was not called yet.
        """
        self._check_fitted("predict_proba")
        ids = torch.from_numpy(self.vectorizer_.transform(texts))
        return class_probabilities(self.network_, ids, len(self.classes_))

    def predict(self, texts: TextInput) -> NDArray[Any]:
        """Return the most probable class label of each text, shape (n,)."""
        self._check_fitted("predict")
        return most_probable(self.classes_, self.predict_proba(texts))

    def score(self, texts: TextInput, labels: Iterable[Any]) -> float:
        """Return the accuracy: the share of texts whose predicted class is the right one."""
        return self.evaluate(texts, labels)["accuracy"]

    def evaluate(self, texts: TextInput, labels: Iterable[Any]) -> dict[str, float]:
        """Measure the model on labelled texts.

        Parameters
        ----------
        texts : sequence of str, length n
        labels : sequence, length n

        Returns
        -------
        dict
            ``accuracy``, ``auc`` (area under the ROC curve; with more than two classes, the mean over one against the
            rest, of the classes that occur; NaN where only one does), ``log_loss``, and what each of `metrics` gives.
        """
        self._check_fitted("evaluate")
        strings, targets, _ = check_examples(texts, labels, self.classes_)
        probabilities = self.predict_proba(strings)
        return measure_classes(self.metrics, self.classes_, targets, probabilities)

    @property
    def coef_(self) -> NDArray[np.float64]:
        """What each word does to each class's score: its vector times the weights of the output layer.

        A text's scores (the logarithms of its probabilities, up to a constant) are `intercept_` plus the mean of its
        words' columns.

        Returns
        -------
        array of float64, shape (n_classes, len(vocabulary))
        """
        return self._linear_form("coef_")[0]

    @property
    def intercept_(self) -> NDArray[np.float64]:
        """The score of each class before any word is read.

        Returns
        -------
        array of float64, shape (n_classes,)
        """
        return self._linear_form("intercept_")[1]

    def _linear_form(self, attribute: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        if self.architecture != "average_pooling":
            # An AttributeError, so that hasattr() says whether there is one, as with scikit-learn's models.
            raise AttributeError(
                f'{attribute} belongs to architecture "average_pooling", where words add up; this model has '
                f'architecture "{self.architecture}". Use predict_proba to see what a word changes'
            )
        self._check_fitted(attribute)
        if isinstance(self.vectorizer_, PieceVectorizer):
            raise AttributeError(
                f"{attribute} belongs to a model in which words add up; in this one, with vectors in context, what a "
                "word does hangs on the words around it. Use predict_proba to see what a word changes"
            )
        coefficients, intercept = self.network_.linear_form()  # type: ignore[operator]
        return coefficients.cpu().numpy(), intercept.cpu().numpy()

    def save(self, path: str | Path) -> None:
        """Write the model to a folder, or to one file where `path` ends in ``.zip``; `load` reads it back.

        A model saved there before is replaced. Functions stay out of the file: a model that is read back has no
        callbacks and metrics, and the default for a learning rate or loss that was a function; a tokenizer, without
        which it would read other words, has to be given to `load` again.
        """
        self._check_fitted("save")
        classes = labels_to_store(self.classes_, "class labels")
        params = {
            **self._storable_params(),
            "tokenizer": storage.tokenizer_mark(self.tokenizer),
            "embeddings": None,
        }
        description: dict[str, Any] = {"classes": classes, "embedding_coverage": self.embedding_coverage_}
        if isinstance(self.vectorizer_, PieceVectorizer):
            description["encoder"] = describe_encoder(self.network_, self.vectorizer_)  # type: ignore[arg-type]
        else:
            description["vocabulary"] = self.vectorizer_.vocabulary_
            params["embedding_dim"] = self.network_.embedding.weight.shape[1]  # type: ignore[union-attr, index]
        self._write(path, params, description)

    @classmethod
    def _from_storage(cls, description: dict[str, Any], weights: dict[str, torch.Tensor]) -> Self:
        model = cls(**description["params"])
        model.classes_ = np.array(description["classes"])
        build: Callable[[], nn.Module]
        if "encoder" in description:
            encoder, model.vectorizer_ = read_encoder(description["encoder"])
            build = partial(ContextualNetwork, encoder, len(model.classes_), dropout=model.dropout)
        else:
            model.vectorizer_ = model._make_vectorizer()
            model.vectorizer_.vocabulary_ = checked_vocabulary(description["vocabulary"])
            build = partial(model._build_network, len(model.vectorizer_.vocabulary_), len(model.classes_))
        model.embedding_coverage_ = description.get("embedding_coverage")  # files of earlier versions have none
        model._take_stored(description, weights, build)
        return model

    def _check_params(self) -> PretrainedEmbedding | None:
        """Check the settings; return what the embedding starts from, if from word vectors."""
        network_settings(self.get_params())
        check_integer("embedding_dim", self.embedding_dim, at_least=1)
        check_training_params(self)
        check_metrics(self.metrics)
        check_tokenizer(self.tokenizer)
        if isinstance(self.embeddings, ContextualVectors):
            check_encoder_settings(self.get_params(), self._defaults())
            check_flag("freeze_embeddings", self.freeze_embeddings)
            check_integer("max_length", self.max_length, at_least=3, optional=True)
            return None
        return check_embeddings(
            self.embeddings,
            freeze_embeddings=self.freeze_embeddings,
            extend_vocabulary=self.extend_vocabulary,
            embedding_dim=self.embedding_dim,
        )

    def _make_vectorizer(self) -> TextVectorizer:
        return TextVectorizer(
            max_tokens=self.max_tokens,
            max_length=self.max_length,
            lowercase=self.lowercase,
            tokenizer=self.tokenizer,
        )

    def _build_network(self, num_embeddings: int, num_classes: int) -> nn.Module:
        build = ARCHITECTURES[self.architecture].build
        embedding_dim = (
            self.embeddings.vectors.shape[1] if isinstance(self.embeddings, WordVectors) else self.embedding_dim
        )
        return build(num_embeddings, embedding_dim, num_classes, **network_settings(self.get_params()))
