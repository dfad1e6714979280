"""A multi-layer perceptron for tables: columns of numbers and of categories in, classes or numbers out."""
