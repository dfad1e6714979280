"""Forecasting: series in, windows over them, a network that learns from the windows, intervals that hold."""
