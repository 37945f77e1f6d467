package dev.nightshift.eval.request;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What a model answered for one item.
 *
 * @param position the request's position in its task
 * @param scores one for each scored text, in their order
 * @param texts generated answers, in the order of the repeats
 */
public record ItemAnswer(int position, List<TextScore> scores, List<String> texts)
    implements Serializable {

  public ItemAnswer {
    scores = new ArrayList<>(scores);
    texts = new ArrayList<>(texts);
  }

  /**
   * The score of one text.
   *
   * @param logLikelihood sum of its tokens' log-probabilities, in nats
   * @param greedy whether each token is the likeliest one
   * @param tokens number of tokens
   */
  public record TextScore(double logLikelihood, boolean greedy, int tokens)
      implements Serializable {}
}
