package dev.nightshift.training.federated.aggregate;

import java.io.Serializable;
import java.util.Optional;

/**
 * A rule that makes one vector of the clients' vectors and bears some false ones. It works on
 * blocks of coordinates, so that nobody needs all vectors whole; a rule that compares whole vectors
 * is given their distances first. Weights are passed over: a false client could claim any.
 */
public interface RobustRule extends Serializable {

  /** The name on the command line. */
  String label();

  /** What keeps the rule from being used on so many vectors, if anything. */
  Optional<String> obstacle(int vectors);

  /** Whether it needs the distances between the vectors. */
  boolean comparesVectors();

  /**
   * The vectors that are used.
   *
   * @param distances squared Euclidean distances, [vectors][vectors]; only for rules that compare
   * @return their places, in the order in which they were chosen
   */
  int[] chosen(double[][] distances);

  /**
   * Makes one block.
   *
   * @param vectors the block of each chosen vector, [chosen][length]
   * @param into takes the result, [length]
   */
  void combine(float[][] vectors, float[] into);
}
