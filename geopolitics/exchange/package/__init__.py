"""The public register as a data package (Data Package 2.0): one ZIP, the same for the same
register, that loads back."""
