package dev.nightshift.training.federated.secure;

import dev.nightshift.schema.error.WorkException;
import dev.nightshift.training.data.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;

/**
 * Remembers whose vectors are in the sum of a round before its masks are taken off. A round that is
 * run again is unmasked for the same clients or not at all: the difference of two sums would be
 * what single clients sent. An entry is a digest under a key, which tells nobody who they were.
 */
public final class SurvivorRecord {

  private final Path folder;
  private final SecretSeed key;

  /**
   * The record in a folder, which is made with its first entry.
   *
   * @param key the server's
   */
  public SurvivorRecord(Path folder, SecretSeed key) {
    this.folder = folder;
    this.key = key;
  }

  /**
   * Writes down the clients of a round, durably, or looks whether they are those of before.
   *
   * @param round the round
   * @param identity digest of the request and of the state that the round starts from
   * @param clients the clients whose vectors are in the sum, growing
   * @throws WorkException if the round was unmasked for others
   */
  public void require(long round, String identity, int[] clients) throws IOException {
    Path file = folder.resolve(Long.toString(round));
    String list =
        Arrays.stream(clients).mapToObj(Integer::toString).collect(Collectors.joining(" "));
    String clientsNow = HexFormat.of().formatHex(key.derive("survivors " + identity + " " + list));
    String entry = identity + "\n" + clientsNow + "\n";
    if (!Files.exists(file)) {
      Files.createDirectories(folder);
      WholeFile.write(file, entry.getBytes(StandardCharsets.UTF_8));
      return;
    }
    String[] before = Files.readString(file).split("\n", -1);
    if (!before[0].equals(identity)) {
      throw refused(round, "it starts from another state or request now");
    }
    if (!before[1].equals(clientsNow)) {
      throw refused(
          round,
          "other clients were in its sum than the "
              + clients.length
              + " now, or the secret was another one");
    }
  }

  private static WorkException refused(long round, String change) {
    return new WorkException(
        "round " + round + " was unmasked before, and " + change,
        "secure aggregation",
        "Two sums would tell what single clients sent: run it again when the same clients can"
            + " answer, or begin a run with another --seed.");
  }
}
