package dev.nightshift.curation.spark;

import dev.nightshift.curation.spark.dedup.DedupJob;
import dev.nightshift.runtime.session.SparkSessions;
import java.io.File;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What curation makes of each shared corpus, as a table in Markdown: with the filters of FineWeb's
 * pipeline, and without filters. Run it with the profile {@code bench}. Texts that mean the same
 * are looked for where at most {@code -Dbench.semantic=N} rows (2,500) come to it.
 */
@Tag("bench")
class CorporaTableBench {

  private static final int SEMANTIC = Integer.getInteger("bench.semantic", 2500);

  private static final List<String> CORPORA =
      List.of(
          "spdx-licenses",
          "anarchist-faq",
          "python-docs-rst",
          "sqlite-docs",
          "postgresql-docs",
          "sotu",
          "spam-assassin",
          "stacks-project-latex",
          "manpages-roff",
          "foldoc",
          "bible-kjv",
          "moby-dick",
          "jargon-file",
          "devils-dictionary");

  @Test
  void tableOfAllCorpora(@TempDir Path folder) {
    SparkSession spark =
        SparkSessions.local(
            "local[2]", Map.of("spark.sql.shuffle.partitions", "4", "spark.log.level", "ERROR"));
    StringBuilder table =
        new StringBuilder(
            "| corpus | filters | in | rejected (most frequent reasons) | exact | near | substring"
                + " | semantic | kept | s |\n|---|---|---|---|---|---|---|---|---|---|\n");
    for (String corpus : CORPORA) {
      File file = new File(JobBench.shared("text-corpora").toFile(), corpus + ".jsonl.gz");
      if (!file.exists()) {
        continue;
      }
      JobBench bench = new JobBench(folder.resolve(corpus), spark);
      bench.run(new IngestJob(), Map.of("input", file.toString()));
      for (String filters : List.of("gopher-repetition,gopher,c4,fineweb", "none")) {
        String line = line(bench, corpus, filters);
        System.out.print(line);
        table.append(line);
      }
    }
    System.out.println(table);
  }

  private static String line(JobBench bench, String corpus, String filters) {
    boolean none = filters.equals("none");
    String name = none ? "plain" : "strict";
    long start = System.nanoTime();
    Map<String, Long> curated =
        bench
            .run(
                new CurateJob(),
                Map.of(
                    "input",
                    "table:documents",
                    "output",
                    name,
                    "filters",
                    filters,
                    // As FineWeb runs C4's filter.
                    "c4-terminal-punctuation",
                    "false"))
            .outcome()
            .counts();
    boolean semantic = curated.get("kept") <= SEMANTIC;
    Map<String, Long> unique =
        bench
            .run(
                new DedupJob(),
                Map.of(
                    "input", "table:" + name,
                    "output", name + "_unique",
                    "duplicates", name + "_duplicates",
                    "method", semantic ? "near,substring,semantic" : "near,substring"))
            .outcome()
            .counts();
    long rejected = curated.get("read") - curated.get("kept") - curated.get("duplicates");
    return String.format(
        Locale.ROOT,
        "| %s | %s | %,d | %,d%s | %,d | %,d | %,d (%,d cut) | %s | %,d | %.0f |%n",
        corpus,
        none ? "none" : "FineWeb's",
        curated.get("read"),
        rejected,
        reasons(curated),
        curated.get("duplicates"),
        unique.get("duplicates:near"),
        unique.get("duplicates:substring"),
        unique.get("cut:substring"),
        semantic ? unique.get("duplicates:semantic").toString() : "not looked for",
        unique.get("kept"),
        (System.nanoTime() - start) / 1e9);
  }

  private static String reasons(Map<String, Long> counts) {
    String reasons =
        counts.entrySet().stream()
            .filter(e -> e.getKey().startsWith("rejected:"))
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(4)
            .map(e -> e.getKey().substring("rejected:".length()) + " " + e.getValue())
            .collect(Collectors.joining(", "));
    return reasons.isEmpty() ? "" : " (" + reasons + ")";
  }
}
