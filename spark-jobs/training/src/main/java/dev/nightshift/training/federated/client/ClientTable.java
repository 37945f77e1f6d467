package dev.nightshift.training.federated.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.schema.random.CounterRandom;
import dev.nightshift.training.data.WholeFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which examples belong to which client: client k has those from {@code starts[k]} up to {@code
 * ends[k]} in the order of the file, and those of {@code more[k]}; or as many of a shuffle of all.
 *
 * @param keys the clients' keys, growing
 * @param starts first example of each client
 * @param ends the one behind its last
 * @param more further examples of each client
 */
public record ClientTable(
    List<String> keys, List<Integer> starts, List<Integer> ends, List<List<Integer>> more) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** How the examples are divided. */
  public enum Split {
    /** As the keys say. */
    NATURAL,
    /** Dealt at random to clients of the same sizes. */
    IID,
    /** One client has all. */
    CENTRAL
  }

  public ClientTable {
    keys = List.copyOf(keys);
    starts = List.copyOf(starts);
    ends = List.copyOf(ends);
    more = more.stream().map(List::copyOf).toList();
    if (starts.size() != keys.size() || ends.size() != keys.size() || more.size() != keys.size()) {
      throw new IllegalArgumentException(
          keys.size() + " clients with " + starts.size() + " starts and " + ends.size() + " ends");
    }
  }

  /** A table of clients one behind the other: the first example of each, and the number of all. */
  public ClientTable(List<String> keys, List<Integer> bounds) {
    this(
        keys,
        bounds.subList(0, bounds.size() - 1),
        bounds.subList(1, bounds.size()),
        Collections.nCopies(keys.size(), List.of()));
  }

  /** Reads a table. */
  public static ClientTable read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), ClientTable.class);
  }

  /** Writes the table; it appears whole. */
  public void write(Path file) throws IOException {
    WholeFile.write(file, JSON.writeValueAsBytes(this));
  }

  /** The names of the clients under a division. */
  public List<String> names(Split split) {
    return split == Split.CENTRAL ? List.of("all") : keys;
  }

  /**
   * The examples of each client.
   *
   * @param split how they are divided
   * @param seed decides who gets what of a random division
   */
  public List<int[]> examples(Split split, long seed) {
    int all = 0;
    for (int k = 0; k < keys.size(); k++) {
      all += size(k);
    }
    int[] order = IntStream.range(0, all).toArray();
    if (split == Split.CENTRAL) {
      return List.of(order);
    }
    List<int[]> clients = new ArrayList<>();
    if (split == Split.IID) {
      CounterRandom.of(seed, "deal to clients", 0).shuffle(order);
      int from = 0;
      for (int k = 0; k < keys.size(); k++) {
        clients.add(Arrays.copyOfRange(order, from, from + size(k)));
        from += size(k);
      }
      return clients;
    }
    for (int k = 0; k < keys.size(); k++) {
      clients.add(
          IntStream.concat(
                  IntStream.range(starts.get(k), ends.get(k)),
                  more.get(k).stream().mapToInt(Integer::intValue))
              .toArray());
    }
    return clients;
  }

  private int size(int client) {
    return ends.get(client) - starts.get(client) + more.get(client).size();
  }
}
