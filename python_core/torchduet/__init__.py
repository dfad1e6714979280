"""Deep learning for sequences, taught and used in Python and R with the same numbers.

``torchduet.__all__`` lists the public names. R's package ``torchduet`` has the same ones (classes become snake_case
constructors), with the same arguments and defaults.
"""

from torchduet import datasets
from torchduet.bigram import BigramModel
from torchduet.bound_traces import bind_traces
from torchduet.embedding import embed, one_hot
from torchduet.forecasting.accuracy import forecast_accuracy
from torchduet.forecasting.backtest import backtest
from torchduet.forecasting.baselines import NaiveForecaster
from torchduet.forecasting.forecaster import Forecaster
from torchduet.forecasting.registry import register_baseline
from torchduet.gradients import gradient_trace
from torchduet.memory import memory_units
from torchduet.ngrams import ngrams
from torchduet.pooling import average_pool
from torchduet.results import clear_results, record_result, recorded_results
from torchduet.sequence_generator import SequenceGenerator
from torchduet.sequence_labeler import SequenceLabeler
from torchduet.similarity import cosine_similarity, nearest
from torchduet.storage import load
from torchduet.text_classifier import TextClassifier
from torchduet.text_vectorizer import TextVectorizer
from torchduet.tokens import tokenize
from torchduet.trace_plots import plot_gradients, plot_trace
from torchduet.traces import gru_trace, lstm_trace, rnn_trace
from torchduet.training import Callback
from torchduet.weight_files import export_weights, import_weights

__version__ = "0.1.0"

__all__ = [
    "BigramModel",
    "Callback",
    "Forecaster",
    "NaiveForecaster",
    "SequenceGenerator",
    "SequenceLabeler",
    "TextClassifier",
    "TextVectorizer",
    "average_pool",
    "backtest",
    "bind_traces",
    "clear_results",
    "cosine_similarity",
    "datasets",
    "embed",
    "export_weights",
    "forecast_accuracy",
    "gradient_trace",
    "gru_trace",
    "import_weights",
    "load",
    "lstm_trace",
    "memory_units",
    "nearest",
    "ngrams",
    "one_hot",
    "plot_gradients",
    "plot_trace",
    "record_result",
    "recorded_results",
    "register_baseline",
    "rnn_trace",
    "tokenize",
]
