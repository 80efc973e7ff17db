"""Reports on a vote: results, its public form as JSON, sentences, charts, CSV."""
