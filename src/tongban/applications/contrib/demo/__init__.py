"""A demonstration of the port: the cards of the cast lie beside the reader. Nobody on them is real."""

from tongban.applications.contrib.demo.reader import CardsOfTheCast

__all__ = ["CardsOfTheCast"]
