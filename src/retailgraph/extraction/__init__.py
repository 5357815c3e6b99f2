"""From an article's text to proposed claims: names, wordings, status, dates and figures, with offsets."""
