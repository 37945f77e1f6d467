package dev.nightshift.curation.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is far larger than the rest: 100,000 copies of one text, a document of 50 MB, a line of 10
 * MB. Meant for a heap of 2 GB: {@code -Plarge -Dtest.heap=2g}.
 */
@Tag("large")
class CurateLargeTest {

  @Test
  void skewNeedsNoMoreThanTwoGigabytes(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("skewed.jsonl");
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int i = 0; i < 100_000; i++) {
        out.write("{\"text\":\"The same text again, and of the same length.\",\"n\":" + i + "}\n");
      }
      out.write("{\"text\":\"" + "word and that\\n".repeat(50_000_000 / 14) + "\"}\n");
      out.write("{\"text\":\"" + "x".repeat(10_000_000) + "\"}\n");
    }
    JobBench bench = new JobBench(folder);
    bench.run(new IngestJob(), Map.of("input", file.toString(), "max-record-bytes", "67108864"));
    Map<String, Long> none =
        bench
            .run(new CurateJob(), Map.of("input", "table:documents", "filters", "none"))
            .outcome()
            .counts();
    assertThat(none).containsEntry("duplicates", 99_999L).containsEntry("kept", 3L);
    Map<String, Long> all =
        bench
            .run(
                new CurateJob(),
                Map.of(
                    "input", "table:documents",
                    "output", "filtered",
                    "filters", "gopher-repetition,gopher,c4,fineweb,profanity"))
            .outcome()
            .counts();
    assertThat(all).containsEntry("read", 100_002L).containsEntry("kept", 0L);
  }
}
