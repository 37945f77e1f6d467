package dev.nightshift.curation.spark;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.curation.CorpusFiles;
import dev.nightshift.curation.spark.dedup.DedupJob;
import dev.nightshift.runtime.session.SparkSessions;
import dev.nightshift.schema.random.CounterRandom;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From JSON lines to committed tables on two cores: spdx-licenses, foldoc and postgresql-docs as
 * they are; eleven edited copies of them; and 1 % of those as a night against the rest. Prints
 * figures; run it with the profile {@code bench}.
 */
@Tag("bench")
class NightBench {

  private static final int COPIES = Integer.getInteger("bench.copies", 11);
  private static final String REST = "rest";
  private static final List<String> NIGHTS = List.of("night-1", "night-2");
  private static final List<String> CORPORA = List.of("spdx-licenses", "foldoc", "postgresql-docs");

  /** What a file holds. */
  private record Written(long bytes, long rows) {}

  private static JobBench bench(Path folder) {
    return new JobBench(
        folder,
        SparkSessions.local(
            "local[2]", Map.of("spark.sql.shuffle.partitions", "8", "spark.log.level", "ERROR")));
  }

  private static List<String> texts() throws IOException {
    List<String> texts = new ArrayList<>();
    for (String corpus : CORPORA) {
      texts.addAll(CorpusFiles.texts(corpus));
    }
    return texts;
  }

  /** A copy with one word in thirty exchanged; copy 0 is the text itself. */
  private static String edited(String text, int copy, int number) {
    if (copy == 0) {
      return text;
    }
    CounterRandom random = CounterRandom.of(copy, "edit", number);
    String[] words = text.split(" ", -1);
    for (int edit = 0; edit < words.length / 30 + 1; edit++) {
      words[random.nextInt(words.length)] = "edit" + random.nextInt(100_000);
    }
    return String.join(" ", words);
  }

  /** Writes copies; of many, 1 % goes to each of two nights. */
  private static Written write(Path folder, int copies) throws IOException {
    for (String part : List.of(REST, NIGHTS.get(0), NIGHTS.get(1))) {
      Files.createDirectories(folder.resolve(part));
    }
    ObjectMapper json = new ObjectMapper();
    List<String> texts = texts();
    long bytes = 0;
    long rows = 0;
    for (int copy = 0; copy < copies; copy++) {
      String name = String.format(Locale.ROOT, "%03d.jsonl", copy);
      try (BufferedWriter rest = Files.newBufferedWriter(folder.resolve(REST).resolve(name));
          BufferedWriter first =
              Files.newBufferedWriter(folder.resolve(NIGHTS.get(0)).resolve(name));
          BufferedWriter second =
              Files.newBufferedWriter(folder.resolve(NIGHTS.get(1)).resolve(name))) {
        for (int i = 0; i < texts.size(); i++) {
          String line = json.writeValueAsString(Map.of("text", edited(texts.get(i), copy, i)));
          bytes += line.getBytes(StandardCharsets.UTF_8).length + 1;
          long place = copies > 1 ? rows % 100 : 0;
          BufferedWriter to = place == 99 ? first : place == 49 ? second : rest;
          rows++;
          to.write(line);
          to.newLine();
        }
      }
    }
    return new Written(bytes, rows);
  }

  private static double timed(String what, long bytes, Runnable work) {
    long start = System.nanoTime();
    work.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%-44s %7.1f MB %7.1f s %6.2f MB/s%n",
        what,
        bytes / 1e6,
        seconds,
        bytes / 1e6 / seconds);
    return seconds;
  }

  private static double whole(JobBench bench, Path in, long bytes, String name) {
    double ingest =
        timed(
            name + ": ingest",
            bytes,
            () -> bench.run(new IngestJob(), Map.of("input", in.toString())));
    double curate =
        timed(
            name + ": clean, filter, exact copies",
            bytes,
            () ->
                bench.run(
                    new CurateJob(),
                    Map.of(
                        "input", "table:documents",
                        "filters", "gopher-repetition,gopher,c4,fineweb",
                        "c4-terminal-punctuation", "false")));
    double near =
        timed(
            name + ": near-duplicates of what is kept",
            bytes,
            () -> bench.run(new DedupJob(), Map.of("input", "table:curated", "output", "unique")));
    double all = ingest + curate + near;
    System.out.printf(
        Locale.ROOT, "%s: all of it %.1f s, %.2f MB/s%n", name, all, bytes / 1e6 / all);
    return all;
  }

  @Test
  void fromFilesToTables(@TempDir Path folder) throws IOException {
    JobBench warm = bench(folder.resolve("warm"));
    Path single = folder.resolve("one");
    Written first = write(single, 1);
    whole(warm, single.resolve(REST), first.bytes(), "first run");
    JobBench once = bench(folder.resolve("once"));
    double one = whole(once, single.resolve(REST), first.bytes(), "1 x");
    Path all = folder.resolve("many");
    Written more = write(all, COPIES);
    long bytes = more.bytes() * 98 / 100;
    JobBench many = bench(folder.resolve("lake-many"));
    double growth = whole(many, all.resolve(REST), bytes, COPIES + " x");
    System.out.printf(
        Locale.ROOT,
        "%.1f times the data costs %.1f times%n",
        (double) bytes / first.bytes(),
        growth / one);
    nights(many, all, more);
  }

  /** All rows, unfiltered, with an index; then 1 % more, twice. */
  private static void nights(JobBench bench, Path folder, Written all) {
    Map<String, String> options =
        Map.of(
            "input", "table:documents",
            "output", "unfiltered",
            "duplicates", "unfiltered_duplicates",
            "index", "seen",
            "emit", "new");
    double full =
        timed(
            "near-duplicates of all rows, with an index",
            all.bytes() * 98 / 100,
            () -> bench.run(new DedupJob(), options));
    for (String night : NIGHTS) {
      bench.run(new IngestJob(), Map.of("input", folder.resolve(night).toString()));
      double took =
          timed(
              "a night of 1 % against all before",
              all.bytes() / 100, () -> bench.run(new DedupJob(), options));
      System.out.printf(
          Locale.ROOT, "a night of 1 %% costs %.1f %% of the full run%n", 100 * took / full);
    }
  }
}
