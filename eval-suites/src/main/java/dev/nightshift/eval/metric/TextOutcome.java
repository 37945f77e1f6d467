package dev.nightshift.eval.metric;

/**
 * What a model gave a whole text.
 *
 * @param text the text that was scored
 * @param logLikelihood sum of its tokens' log-probabilities, in nats
 * @param tokens number of its tokens
 */
public record TextOutcome(String text, double logLikelihood, int tokens) {}
