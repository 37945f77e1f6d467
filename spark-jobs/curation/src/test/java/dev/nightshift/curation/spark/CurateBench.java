package dev.nightshift.curation.spark;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.curation.CorpusFiles;
import dev.nightshift.runtime.session.SparkSessions;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From JSON lines to committed tables: how many megabytes a second two cores ingest and curate,
 * without filters and with those of FineWeb's pipeline. Prints figures; run it with the profile
 * {@code bench}.
 */
@Tag("bench")
class CurateBench {

  private static final long WANTED = 1_000_000L * Integer.getInteger("bench.megabytes", 200);

  @Test
  void megabytesPerSecondOnTwoCores(@TempDir Path folder) throws IOException {
    long bytes = write(folder.resolve("in"));
    JobBench bench =
        new JobBench(
            folder,
            SparkSessions.local(
                "local[2]",
                Map.of("spark.sql.shuffle.partitions", "8", "spark.log.level", "ERROR")));
    long start = System.nanoTime();
    bench.run(new IngestJob(), Map.of("input", folder.resolve("in").toString()));
    print("ingest", bytes, start);
    start = System.nanoTime();
    System.out.println(
        bench
            .run(new CurateJob(), Map.of("input", "table:documents", "filters", "none"))
            .outcome()
            .counts());
    print("curate, no filters, masking", bytes, start);
    start = System.nanoTime();
    System.out.println(
        bench
            .run(
                new CurateJob(),
                Map.of(
                    "input", "table:documents",
                    "output", "strict",
                    "filters", "gopher-repetition,gopher,c4,fineweb",
                    "c4-terminal-punctuation", "false"))
            .outcome()
            .counts());
    print("curate, four filters, masking", bytes, start);
  }

  private static long write(Path in) throws IOException {
    Files.createDirectories(in);
    ObjectMapper json = new ObjectMapper();
    long bytes = 0;
    int copy = 0;
    int file = 0;
    while (bytes < WANTED) {
      for (String corpus :
          List.of("sotu", "postgresql-docs", "sqlite-docs", "spam-assassin", "python-docs-rst")) {
        try (BufferedWriter out =
            Files.newBufferedWriter(in.resolve(String.format("%03d.jsonl", file++)))) {
          for (String text : CorpusFiles.texts(corpus)) {
            String line =
                json.writeValueAsString(
                    Map.of("text", copy == 0 ? text : "Copy " + copy + ". " + text));
            bytes += line.length();
            out.write(line);
            out.newLine();
          }
        }
      }
      copy++;
    }
    return bytes;
  }

  private static void print(String what, long bytes, long start) {
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%-32s %.1f MB in %.1f s: %.1f MB/s%n",
        what,
        bytes / 1e6,
        seconds,
        bytes / 1e6 / seconds);
  }
}
