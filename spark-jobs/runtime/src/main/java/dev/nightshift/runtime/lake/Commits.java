package dev.nightshift.runtime.lake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** What the entries of Delta tables' logs say of the commits. Tables are given by their folders. */
final class Commits {

  private static final int REMEMBERED = 10_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Configuration configuration;
  // What a commit says never changes.
  private final Map<String, Set<String>> writers = new HashMap<>();

  Commits(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * The application ids that a commit notes.
   *
   * @param tableId the id in the table's metadata, which no other table has
   * @return null where the log entry has been cleaned away
   */
  @Nullable Set<String> writers(String table, String tableId, long version) {
    String commit = tableId + "@" + version;
    synchronized (writers) {
      Set<String> known = writers.get(commit);
      if (known != null) {
        return known;
      }
    }
    Set<String> found = new HashSet<>();
    try (BufferedReader entry = entry(table, version)) {
      for (String line = entry.readLine(); line != null; line = entry.readLine()) {
        if (line.startsWith("{\"txn\"")) {
          found.add(JSON.readTree(line).path("txn").path("appId").asText());
        }
      }
    } catch (FileNotFoundException e) {
      return null;
    } catch (IOException e) {
      throw unreadable(table, version, e);
    }
    synchronized (writers) {
      if (writers.size() >= REMEMBERED) {
        writers.clear();
      }
      writers.put(commit, Set.copyOf(found));
    }
    return found;
  }

  /**
   * The version whose commit has a mark as its user metadata, sought from the newest: it is nearly
   * always that. Where its log entry has been cleaned away, the newest version, which holds its
   * rows as well.
   */
  long marked(String table, String mark, long newest) {
    for (long version = newest; version >= 0; version--) {
      OptionalLong found = matches(table, version, mark);
      if (found.isPresent()) {
        return found.getAsLong();
      }
    }
    return newest;
  }

  private OptionalLong matches(String table, long version, String mark) {
    try (BufferedReader reader = entry(table, version)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        JsonNode info = JSON.readTree(line).path("commitInfo");
        if (!info.isMissingNode()) {
          return info.path("userMetadata").asText("").equals(mark)
              ? OptionalLong.of(version)
              : OptionalLong.empty();
        }
      }
      return OptionalLong.empty();
    } catch (FileNotFoundException e) {
      return OptionalLong.empty();
    } catch (IOException e) {
      throw unreadable(table, version, e);
    }
  }

  private BufferedReader entry(String table, long version) throws IOException {
    Path entry =
        new Path(new Path(table, "_delta_log"), String.format(Locale.ROOT, "%020d.json", version));
    return new BufferedReader(
        new InputStreamReader(
            entry.getFileSystem(configuration).open(entry), StandardCharsets.UTF_8));
  }

  private static UncheckedIOException unreadable(String table, long version, IOException e) {
    return new UncheckedIOException(
        "version " + version + " of the log of " + table + " cannot be read", e);
  }
}
