package dev.nightshift.training.spark.federated;

import dev.nightshift.schema.error.WorkException;
import dev.nightshift.schema.identity.Digest;
import dev.nightshift.training.federated.client.ClientTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Divides the rows of each client into those that it trains on and those that are held out: the
 * last of each, in the order of the rows. Where these are more than are wanted of all clients,
 * those with the least digests of key and place are held out, whatever the client, and the others
 * are trained on. All rows of one client are held at a time, and those that are held out.
 *
 * @param heldOutShare share of each client's rows that is held out, rounded down
 * @param heldOutLimit the greatest number of rows that are held out of all
 */
record ClientDivision(double heldOutShare, int heldOutLimit) {

  /**
   * A row that may be held out.
   *
   * @param digest what it is chosen by
   * @param client number of its client
   * @param place its place among the client's rows
   * @param example what it became
   */
  private record Candidate<E>(String digest, int client, int place, E example) {}

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
    List<Integer> starts = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    List<List<Integer>> more = new ArrayList<>();
    // The greatest digest first: the one that has to go.
    PriorityQueue<Candidate<E>> chosen =
        new PriorityQueue<>(Comparator.comparing((Candidate<E> each) -> each.digest).reversed());
    List<E> own = new ArrayList<>();
    String current = null;
    int written = 0;
    while (rows.hasNext() || current != null) {
      R row = rows.hasNext() ? rows.next() : null;
      String next = row == null ? null : key.apply(row);
      if (current != null && !current.equals(next)) {
        int client = keys.size();
        int kept = own.size() - (int) Math.floor(heldOutShare * own.size());
        keys.add(current);
        more.add(new ArrayList<>());
        starts.add(written);
        for (E each : own.subList(0, kept)) {
          train.take(each);
        }
        written += kept;
        ends.add(written);
        for (int place = kept; place < own.size(); place++) {
          String digest = Digest.start().add("held out").add(current).add(place).hex();
          chosen.add(new Candidate<>(digest, client, place, own.get(place)));
          if (chosen.size() > heldOutLimit) {
            Candidate<E> passed = chosen.remove();
            train.take(passed.example);
            more.get(passed.client).add(written);
            written++;
          }
        }
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
    List<Candidate<E>> heldOutNow = new ArrayList<>(chosen);
    heldOutNow.sort(
        Comparator.comparingInt((Candidate<E> each) -> each.client)
            .thenComparingInt(each -> each.place));
    for (Candidate<E> each : heldOutNow) {
      heldOut.take(each.example);
    }
    return new ClientTable(keys, starts, ends, more);
  }
}
