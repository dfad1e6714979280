"""Train gensim's CBOW; runs in the environment that `benchmarks.training_vectors` makes.

``python training_vectors_worker.py tokens.json`` prints the CPU seconds. The file holds the tokens of each text.
"""

import json
import sys
import time
from pathlib import Path

from gensim.models.word2vec import Word2Vec

texts = json.loads(Path(sys.argv[1]).read_text())
start = time.process_time()
Word2Vec(texts, vector_size=50, window=5, min_count=5, epochs=15, workers=1, seed=1)
print(time.process_time() - start)
