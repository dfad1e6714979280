"""Deep learning for sequences, taught and used in Python and R with the same numbers.

``torchduet.__all__`` lists the public names. R's package ``torchduet`` has the same ones (classes become snake_case
constructors), with the same arguments and defaults.
"""

from torchduet import datasets
from torchduet.activations import activation
from torchduet.attention import attention
from torchduet.batch_norm import batch_norm_trace
from torchduet.bigram import BigramModel
from torchduet.bound_traces import bind_traces
from torchduet.contextual.hosted import HostedEmbeddings
from torchduet.contextual.vectors import ContextualVectors
from torchduet.cross_validation import cross_validate
from torchduet.embedding import embed, one_hot
from torchduet.forecasting.accuracy import forecast_accuracy
from torchduet.forecasting.backtest import backtest
from torchduet.forecasting.baselines import NaiveForecaster
from torchduet.forecasting.forecaster import Forecaster
from torchduet.forecasting.registry import register_baseline
from torchduet.gradients import gradient_trace
from torchduet.layer_norm import layer_norm_trace
from torchduet.loss_formulas import loss
from torchduet.memory import memory_units
from torchduet.mlp import mlp_trace
from torchduet.ngrams import ngrams
from torchduet.optimizer_paths import optimizer_path
from torchduet.perceptron import perceptron_trace
from torchduet.plane_plots import plot_boundary, plot_path
from torchduet.pooling import average_pool
from torchduet.results import clear_results, record_result, recorded_results
from torchduet.sequence_generator import SequenceGenerator
from torchduet.sequence_labeler import SequenceLabeler
from torchduet.similarity import cosine_similarity, nearest
from torchduet.storage import load
from torchduet.tabular.classifier import TabularClassifier
from torchduet.tabular.regressor import TabularRegressor
from torchduet.text_classifier import TextClassifier
from torchduet.text_vectorizer import TextVectorizer
from torchduet.tokens import tokenize
from torchduet.trace_plots import plot_gradients, plot_trace
from torchduet.traces import gru_trace, lstm_trace, rnn_trace
from torchduet.training import Callback
from torchduet.weight_files import export_weights, import_weights
from torchduet.word_vectors.co_occurrences import co_occurrences
from torchduet.word_vectors.download import download_embeddings
from torchduet.word_vectors.glove import train_glove
from torchduet.word_vectors.glove_gradients import glove_gradients
from torchduet.word_vectors.loading import load_embeddings
from torchduet.word_vectors.negative_sampling import negative_sampling_gradients
from torchduet.word_vectors.vectors import WordVectors
from torchduet.word_vectors.word2vec import train_fasttext, train_word2vec
from torchduet.word_vectors.word_parts import subwords

__version__ = "0.1.0"

__all__ = [
    "BigramModel",
    "Callback",
    "ContextualVectors",
    "Forecaster",
    "HostedEmbeddings",
    "NaiveForecaster",
    "SequenceGenerator",
    "SequenceLabeler",
    "TabularClassifier",
    "TabularRegressor",
    "TextClassifier",
    "TextVectorizer",
    "WordVectors",
    "activation",
    "attention",
    "average_pool",
    "backtest",
    "batch_norm_trace",
    "bind_traces",
    "clear_results",
    "co_occurrences",
    "cosine_similarity",
    "cross_validate",
    "datasets",
    "download_embeddings",
    "embed",
    "export_weights",
    "forecast_accuracy",
    "glove_gradients",
    "gradient_trace",
    "gru_trace",
    "import_weights",
    "layer_norm_trace",
    "load",
    "load_embeddings",
    "loss",
    "lstm_trace",
    "memory_units",
    "mlp_trace",
    "nearest",
    "negative_sampling_gradients",
    "ngrams",
    "one_hot",
    "optimizer_path",
    "perceptron_trace",
    "plot_boundary",
    "plot_gradients",
    "plot_path",
    "plot_trace",
    "record_result",
    "recorded_results",
    "register_baseline",
    "rnn_trace",
    "subwords",
    "tokenize",
    "train_fasttext",
    "train_glove",
    "train_word2vec",
]
