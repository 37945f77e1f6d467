package dev.nightshift.training.federated.spark;

import dev.nightshift.training.federated.ClientReport;
import dev.nightshift.training.federated.aggregate.Distances;
import dev.nightshift.training.federated.aggregate.RobustRule;
import dev.nightshift.training.federated.aggregate.SlotNode;
import dev.nightshift.training.federated.aggregate.SlotTree;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * A reducer: makes one of the pieces of each of its blocks, which come sorted by block and slot.
 */
final class BlockTask implements FlatMapFunction<Iterator<Tuple2<PieceKey, Piece>>, BlockResult> {

  private static final long serialVersionUID = 1L;

  /** What is made of a block. */
  enum Product {
    /** The sum of float vectors along the tree over slots. */
    SUM,
    /** The sum of masked vectors modulo 2³². */
    MASKED_SUM,
    /** The part of the squared distances between all vectors. */
    DISTANCES,
    /** What the rule makes of the chosen vectors. */
    COMBINATION
  }

  private final Product product;
  private final @Nullable RobustRule rule;
  private final int @Nullable [] chosen;

  /**
   * A reducer.
   *
   * @param product what it makes
   * @param rule the rule of a combination, or null
   * @param chosen the vectors that it uses, by their order among those that came; null for all
   */
  BlockTask(Product product, @Nullable RobustRule rule, int @Nullable [] chosen) {
    this.product = product;
    this.rule = rule;
    this.chosen = chosen == null ? null : chosen.clone();
  }

  @Override
  public Iterator<BlockResult> call(Iterator<Tuple2<PieceKey, Piece>> sorted) {
    return new Iterator<>() {
      private @Nullable Tuple2<PieceKey, Piece> next = sorted.hasNext() ? sorted.next() : null;

      @Override
      public boolean hasNext() {
        return next != null;
      }

      @Override
      public BlockResult next() {
        if (next == null) {
          throw new NoSuchElementException();
        }
        int block = next._1().block();
        List<Piece> pieces = new ArrayList<>();
        while (next != null && next._1().block() == block) {
          pieces.add(next._2());
          next = sorted.hasNext() ? sorted.next() : null;
        }
        return block == PieceKey.REPORTS
            ? new BlockResult(block, null, reports(pieces))
            : new BlockResult(block, made(pieces), new ArrayList<>());
      }
    };
  }

  private static ArrayList<ClientReport> reports(List<Piece> pieces) {
    ArrayList<ClientReport> reports = new ArrayList<>();
    for (Piece piece : pieces) {
      if (piece.report() != null) {
        reports.add(piece.report());
      }
    }
    return reports;
  }

  private @Nullable Serializable made(List<Piece> pieces) {
    return switch (product) {
      case SUM -> sum(pieces, SlotTree.ofFloats(), float[].class);
      case MASKED_SUM -> sum(pieces, SlotTree.ofInts(), int[].class);
      case DISTANCES -> Distances.ofBlock(vectors(pieces));
      case COMBINATION -> combined(vectors(pieces));
    };
  }

  private static <V> @Nullable V sum(List<Piece> pieces, SlotTree<V> tree, Class<V> type) {
    for (Piece piece : pieces) {
      V value = piece.values() == null ? null : type.cast(piece.values());
      tree.push(new SlotNode<>(piece.level(), piece.index(), value));
    }
    return tree.total();
  }

  private static float[][] vectors(List<Piece> pieces) {
    return pieces.stream().map(piece -> (float[]) piece.values()).toArray(float[][]::new);
  }

  private float[] combined(float[][] vectors) {
    if (rule == null) {
      throw new IllegalStateException("a combination needs a rule");
    }
    int[] used = chosen == null ? IntStream.range(0, vectors.length).toArray() : chosen;
    float[][] some = new float[used.length][];
    for (int i = 0; i < used.length; i++) {
      some[i] = vectors[used[i]];
    }
    float[] into = new float[vectors[0].length];
    rule.combine(some, into);
    return into;
  }
}
