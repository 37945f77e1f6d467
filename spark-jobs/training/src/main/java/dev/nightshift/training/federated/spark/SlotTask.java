package dev.nightshift.training.federated.spark;

import dev.nightshift.training.federated.ClientUpdate;
import dev.nightshift.training.federated.ClientWork;
import dev.nightshift.training.federated.RoundTask;
import dev.nightshift.training.federated.Vectors;
import dev.nightshift.training.federated.aggregate.SlotNode;
import dev.nightshift.training.federated.aggregate.SlotTree;
import dev.nightshift.training.federated.client.ClientSession;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.jspecify.annotations.Nullable;
import scala.Tuple2;

/**
 * The clients of neighbouring slots. Vectors that are summed leave the task as the maximal subtrees
 * of its slots; those that a robust rule looks at leave it one by one; masked ones are masked here,
 * where the client stands, before they meet any other.
 */
final class SlotTask implements PairFlatMapFunction<Iterator<Integer>, PieceKey, Piece> {

  private static final long serialVersionUID = 1L;

  /** Numbers that a masked vector carries beside its own. */
  static final int FURTHER = 2;

  private final RoundTask task;
  private final int length;
  private final boolean sums;
  private final @Nullable Masking masking;

  /**
   * A task.
   *
   * @param task the round
   * @param length numbers of a vector
   * @param sums whether vectors are summed
   * @param masking how they are masked, or null where they are not
   */
  SlotTask(RoundTask task, int length, boolean sums, @Nullable Masking masking) {
    this.task = task;
    this.length = length;
    this.sums = sums;
    this.masking = masking;
  }

  @Override
  public Iterator<Tuple2<PieceKey, Piece>> call(Iterator<Integer> slots) throws IOException {
    List<Tuple2<PieceKey, Piece>> pieces = new ArrayList<>();
    if (!slots.hasNext()) {
      return pieces.iterator();
    }
    SlotTree<float[]> clear = SlotTree.ofFloats();
    SlotTree<int[]> masked = SlotTree.ofInts();
    try (ClientSession session = task.program().open()) {
      ClientWork work = new ClientWork(task, session);
      while (slots.hasNext()) {
        int slot = slots.next();
        ClientUpdate update = work.of(slot);
        pieces.add(new Tuple2<>(new PieceKey(PieceKey.REPORTS, slot), Piece.of(update.report())));
        float[] vector = update.vector();
        if (masking != null) {
          masked.push(
              new SlotNode<>(
                  0, slot, vector == null ? null : masked(slot, vector, update, masking)));
        } else if (sums) {
          if (vector != null) {
            Vectors.scale(vector, update.weight());
          }
          clear.push(new SlotNode<>(0, slot, vector));
        } else if (vector != null) {
          add(pieces, new SlotNode<>(0, slot, vector), Blocks::of);
        }
      }
    }
    clear.nodes().forEach(node -> add(pieces, node, Blocks::of));
    masked.nodes().forEach(node -> add(pieces, node, Blocks::of));
    return pieces.iterator();
  }

  /**
   * The weighted vector as masked numbers; the last two say which share of them was cut, and the
   * weight, a whole number.
   */
  private int[] masked(int slot, float[] vector, ClientUpdate update, Masking with) {
    double share = update.weight() / with.weightUnit();
    int[] numbers = new int[vector.length + FURTHER];
    int cut = 0;
    for (int i = 0; i < vector.length; i++) {
      numbers[i] = with.quantisation().encode(vector[i] * share);
      cut += with.quantisation().cuts(vector[i] * share) ? 1 : 0;
    }
    numbers[vector.length] =
        with.quantisation().encode(with.quantisation().range() * cut / vector.length);
    numbers[vector.length + 1] = (int) update.weight();
    SecureExchange.client(task, with.graph(), with.attempt(), slot)
        .mask(numbers, with.keys(), with.slots());
    return numbers;
  }

  private <V> void add(
      List<Tuple2<PieceKey, Piece>> pieces,
      SlotNode<V> node,
      BiFunction<V, Integer, Serializable> blockOf) {
    V value = node.value();
    for (int block = 0; block < Blocks.count(length); block++) {
      Serializable part = value == null ? null : blockOf.apply(value, block);
      pieces.add(
          new Tuple2<>(
              new PieceKey(block, node.start()),
              new Piece(node.level(), node.index(), part, null)));
    }
  }
}
