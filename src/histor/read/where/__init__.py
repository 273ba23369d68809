"""Where: names in the text to places, with the offline gazetteer."""
