package dev.nightshift.training.spark;

import dev.nightshift.schema.error.WorkException;
import dev.nightshift.training.federated.client.ClientTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Divides the rows of each client into those that it trains on and those that are held out: the
 * last of each, in the order of the rows. All rows of one client are held at a time.
 *
 * @param heldOutShare share of each client's rows that is held out, rounded down
 * @param heldOutLimit the greatest number of rows that are held out of all
 */
record ClientDivision(double heldOutShare, long heldOutLimit) {

  /** What a row becomes. */
  @FunctionalInterface
  interface Learnable<R, E> {
    /** The example of a row; null for one that nothing can be learnt from. */
    @Nullable E of(R row);
  }

  /** Takes the examples one after the other. */
  @FunctionalInterface
  interface Sink<E> {
    /** Takes an example. */
    void take(E example) throws IOException;
  }

  /**
   * Divides all rows in one pass.
   *
   * @param rows ordered by the clients' keys
   * @param key the key of a row
   * @param example what a row becomes
   * @param train takes what is trained on
   * @param heldOut takes what is held out
   * @return whose examples are where among those that are trained on
   */
  <R, E> ClientTable divide(
      Iterator<R> rows,
      Function<R, String> key,
      Learnable<R, E> example,
      Sink<E> train,
      Sink<E> heldOut)
      throws IOException {
    List<String> keys = new ArrayList<>();
    List<Integer> starts = new ArrayList<>(List.of(0));
    List<E> own = new ArrayList<>();
    String current = null;
    long held = 0;
    int written = 0;
    while (rows.hasNext() || current != null) {
      R row = rows.hasNext() ? rows.next() : null;
      String next = row == null ? null : key.apply(row);
      if (current != null && !current.equals(next)) {
        int kept = own.size() - (int) Math.floor(heldOutShare * own.size());
        for (E each : own.subList(0, kept)) {
          train.take(each);
        }
        for (E each : own.subList(kept, own.size())) {
          if (held < heldOutLimit) {
            heldOut.take(each);
            held++;
          }
        }
        written += kept;
        keys.add(current);
        starts.add(written);
        own.clear();
      }
      current = next;
      E learnt = row == null ? null : example.of(row);
      if (learnt != null) {
        own.add(learnt);
      }
    }
    if (written == 0) {
      throw new WorkException(
          "the data gave nothing to learn from",
          "option 'data'",
          "Look at its rows: they are empty, or none belongs to the split 'train'.");
    }
    return new ClientTable(keys, starts);
  }
}
