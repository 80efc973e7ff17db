"""What is said of a vote: results, the public record, sentences, charts, CSV."""
