package dev.nightshift.curation.spark.dedup;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.nightshift.schema.error.RequestException;
import dev.nightshift.schema.error.WorkException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Iterator;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;

/**
 * What was decided on the records of files, as a file of its own: id, cluster, kept and similarity
 * of each record, and, where texts were cut, what is left of those that were; sorted by id. It
 * appears whole, by a rename.
 */
final class DecisionFile {

  private final Path target;

  private DecisionFile(Path target) {
    this.target = target;
  }

  /**
   * The file of a path.
   *
   * @throws RequestException if its name ends in something else than .jsonl, .jsonl.gz or .parquet
   */
  static DecisionFile of(String path) {
    if (!path.matches(".*\\.(jsonl|jsonl\\.gz|parquet)")) {
      throw new RequestException(
          "the output of files is '" + path + "', whose name does not tell a format",
          "option 'output'",
          "Name it .jsonl, .jsonl.gz or .parquet.");
    }
    Path target = path.startsWith("file:") ? Path.of(URI.create(path)) : Path.of(path);
    return new DecisionFile(target.toAbsolutePath().normalize());
  }

  /** Where it is. */
  Path path() {
    return target;
  }

  /**
   * Writes it; one that is there is replaced.
   *
   * @param decisions id, cluster, kept and similarity; and text, which may be null, where it was
   *     cut
   */
  void write(Dataset<Row> decisions) {
    Path parent = target.getParent();
    if (parent == null) {
      throw new RequestException("'" + target + "' is no file", "option 'output'", "Name a file.");
    }
    Path beside = parent.resolve("." + target.getFileName() + "." + UUID.randomUUID());
    Dataset<Row> sorted = decisions.orderBy("id");
    try {
      Files.createDirectories(parent);
      if (target.toString().endsWith(".parquet")) {
        sorted.coalesce(1).write().mode(SaveMode.ErrorIfExists).parquet(beside.toUri().toString());
        replaceFolder(beside);
      } else {
        lines(sorted, beside);
        Files.move(
            beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new WorkException(
          "the output cannot be written: " + e, target.toString(), "Check the folder.", e);
    }
  }

  private void lines(Dataset<Row> rows, Path file) throws IOException {
    try (OutputStream plain = Files.newOutputStream(file);
        OutputStream out =
            target.toString().endsWith(".gz") ? new GZIPOutputStream(plain, 1 << 16) : plain;
        JsonGenerator json = new JsonFactory().setRootValueSeparator("").createGenerator(out)) {
      for (Iterator<Row> all = rows.toLocalIterator(); all.hasNext(); ) {
        Row row = all.next();
        json.writeStartObject();
        json.writeStringField("id", row.getString(0));
        json.writeStringField("cluster", row.getString(1));
        json.writeBooleanField("kept", row.getBoolean(2));
        json.writeNumberField("similarity", row.getDouble(3));
        if (row.size() > 4 && !row.isNullAt(4)) {
          json.writeStringField("text", row.getString(4));
        }
        json.writeEndObject();
        json.writeRaw('\n');
      }
    }
  }

  /** Spark's Parquet is a folder; the one that is there is replaced only if it is Spark's too. */
  private void replaceFolder(Path made) throws IOException {
    Path old = target.resolveSibling("." + target.getFileName() + ".old-" + UUID.randomUUID());
    if (Files.exists(target)) {
      if (!Files.exists(target.resolve("_SUCCESS"))) {
        delete(made);
        throw new RequestException(
            "'" + target + "' is there and was not written by this job",
            "option 'output'",
            "Name another one, or remove it.");
      }
      Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(made, target, StandardCopyOption.ATOMIC_MOVE);
    if (Files.exists(old)) {
      delete(old);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
