"""The Discord face of Beleg: the only folder that imports discord."""
