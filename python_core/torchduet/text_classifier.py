"""Texts in, classes out: vocabulary, network and training behind fit and predict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from torchduet import storage
from torchduet.architectures import ARCHITECTURES, network_settings
from torchduet.batches import LengthBatches
from torchduet.examples import check_examples, check_validation_data
from torchduet.fitting import Prepared, Share, check_training_params, fit_network, split_rows
from torchduet.labels import labels_to_store
from torchduet.losses import LossFunction, as_loss
from torchduet.metrics import measure_probabilities
from torchduet.network_model import NetworkModel
from torchduet.own_metrics import MetricFunction, ValidationMetrics, check_metrics, measure
from torchduet.own_tokenizer import Tokenizer, check_tokenizer
from torchduet.parameters import check_integer
from torchduet.prediction import BATCH_SIZE, class_probabilities
from torchduet.schedules import LearningRateFunction
from torchduet.text_vectorizer import TextVectorizer, checked_vocabulary
from torchduet.tokens import TextInput

__all__ = ["TextClassifier"]


class TextClassifier(NetworkModel):
    """Classify texts with a neural network trained on labelled ones.

    Parameters
    ----------
    architecture : {"average_pooling", "rnn", "lstm", "gru", "cnn"}
        The network between ids and classes; the notes say which settings it takes.
    embedding_dim : int
        Length of a word's vector.
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
        Words kept of a text, from its start.
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
        With average pooling, the scores of a text are `intercept_` plus the mean of the `coef_` of its words.
    intercept_ : array of float64, shape (n_classes,)
    history_ : DataFrame
        A row per epoch: epoch, loss, validation_loss, validation_accuracy, validation_ and the name of each of
        `metrics`, learning_rate if it is a function's, seconds (without those of `metrics` and `callbacks`).
    network_ : torch.nn.Module
        From ids, shape (batch, time), to scores, shape (batch, n_classes).
    vectorizer_ : TextVectorizer
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

    classes_: NDArray[Any]
    vectorizer_: TextVectorizer

    def __init__(
        self,
        *,
        architecture: str = "average_pooling",
        embedding_dim: int = 64,
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
        self._check_params()
        strings, positions, classes = check_examples(texts, labels)
        given = None if validation_data is None else check_validation_data(validation_data, classes)
        vectorizer = self._make_vectorizer()
        loss_function = as_loss(self.loss)

        def prepare(device: torch.device, share: Share) -> Prepared:
            rows = range(len(strings))
            learning, held_back = split_rows(len(rows), self.validation_split) if given is None else (list(rows), [])
            batches = LengthBatches(
                torch.from_numpy(vectorizer.fit_transform([strings[row] for row in learning])).to(device),
                torch.from_numpy(positions[learning]).to(device),
                batch_size=self.batch_size,
                shuffle=True,
                share=share,
            )
            validation = given or ([strings[row] for row in held_back], positions[held_back])
            validation_batches = (
                LengthBatches(
                    torch.from_numpy(vectorizer.transform(validation[0])).to(device),
                    torch.from_numpy(validation[1]).to(device),
                    batch_size=BATCH_SIZE,
                    shuffle=False,
                    share=share,
                )
                if validation[0]
                else None
            )
            network = self._build_network(len(vectorizer.vocabulary_), len(classes))
            own_metrics = None
            if self.metrics and validation_batches is not None:
                own_metrics = ValidationMetrics(self.metrics, validation_batches.ids, validation[1], classes)
            return Prepared(network, batches, validation_batches, loss_function, own_metrics)

        fitted = fit_network(self, prepare, data={"texts": (strings, positions), "validation_data": given})
        # All at the end: a fit that fails leaves the model as it was.
        self.classes_ = classes
        self.vectorizer_ = vectorizer
        self._take(fitted)
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
        labels: NDArray[Any] = self.classes_[self.predict_proba(texts).argmax(axis=1)]
        return labels

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
        return {
            **measure_probabilities(targets, probabilities),
            **measure(self.metrics, self.classes_[targets], probabilities),
        }

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
        params = {**self._storable_params(), "tokenizer": storage.tokenizer_mark(self.tokenizer)}
        description = {"classes": classes, "vocabulary": self.vectorizer_.vocabulary_}
        self._write(path, params, description)

    @classmethod
    def _from_storage(cls, description: dict[str, Any], weights: dict[str, torch.Tensor]) -> Self:
        model = cls(**description["params"])
        model.classes_ = np.array(description["classes"])
        model.vectorizer_ = model._make_vectorizer()
        model.vectorizer_.vocabulary_ = checked_vocabulary(description["vocabulary"])
        model._take_stored(description, weights, (len(model.vectorizer_.vocabulary_), len(model.classes_)))
        return model

    def _check_params(self) -> None:
        network_settings(self.get_params())
        check_integer("embedding_dim", self.embedding_dim, at_least=1)
        check_training_params(self)
        check_metrics(self.metrics)
        check_tokenizer(self.tokenizer)

    def _make_vectorizer(self) -> TextVectorizer:
        return TextVectorizer(
            max_tokens=self.max_tokens,
            max_length=self.max_length,
            lowercase=self.lowercase,
            tokenizer=self.tokenizer,
        )

    def _build_network(self, num_embeddings: int, num_outputs: int) -> nn.Module:
        build = ARCHITECTURES[self.architecture].build
        return build(num_embeddings, self.embedding_dim, num_outputs, **network_settings(self.get_params()))
