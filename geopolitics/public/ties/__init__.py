"""Who stands where: the actors, and by which obligations they are tied on a day."""
