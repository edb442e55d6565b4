"""Packages to take away: the register as it stands, and each release of it, kept for ever."""
