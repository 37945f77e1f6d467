package dev.nightshift.curation.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nightshift.curation.clean.EncodingRepair;
import dev.nightshift.curation.clean.TextCleaner;
import dev.nightshift.curation.ingest.ContentKind;
import dev.nightshift.curation.ingest.FilePart;
import dev.nightshift.curation.ingest.FileScan;
import dev.nightshift.curation.ingest.Parsed;
import dev.nightshift.curation.ingest.PartStream;
import dev.nightshift.curation.ingest.ReadOptions;
import dev.nightshift.curation.ingest.RecordReader;
import dev.nightshift.curation.ingest.RowMapper;
import dev.nightshift.curation.ingest.SourceFormat;
import dev.nightshift.curation.ingest.TextEncoding;
import dev.nightshift.curation.ingest.TextSplit;
import dev.nightshift.runtime.job.RunReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Speed of ingest and of cleaning on the shared corpora: MB (10^6 bytes) a second of one core's
 * processor time without Spark, beside a baseline, and of the whole job on two cores. Prints
 * figures; run it with the profile {@code bench}.
 */
@Tag("bench")
class IngestBench {

  private static final List<String> CORPORA =
      List.of("anarchist-faq", "python-docs-rst", "sotu", "postgresql-docs", "foldoc", "bible-kjv");

  /** About 200 MB of plain JSONL. */
  private static Path corpus(Path folder, int copies) throws IOException {
    Path file = folder.resolve("corpus.jsonl");
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < copies; i++) {
        for (String name : CORPORA) {
          try (InputStream in =
              new GZIPInputStream(
                  Files.newInputStream(JobBench.shared("text-corpora/" + name + ".jsonl.gz")))) {
            in.transferTo(out);
          }
        }
      }
    }
    return file;
  }

  /** Something that is timed. */
  private interface Work {
    void run() throws IOException;
  }

  private static double rate(String what, long bytes, Work work) throws IOException {
    work.run();
    double best = 0;
    for (int i = 0; i < 3; i++) {
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      work.run();
      long spent = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
      best = Math.max(best, bytes / 1e6 / (spent / 1e9));
    }
    System.out.printf(Locale.ROOT, "%-40s %8.1f MB/s%n", what, best);
    return best;
  }

  @Test
  void readingWithoutSpark(@TempDir Path folder) throws IOException {
    Path file = corpus(folder, 1);
    long size = Files.size(file);
    ReadOptions options = new ReadOptions(TextSplit.FILE, null, 1 << 24);
    RowMapper mapper = new RowMapper(ContentKind.DOCUMENTS, Map.of(), null);
    IngestSettings settings =
        new IngestSettings(
            "documents",
            ContentKind.DOCUMENTS,
            "bench",
            null,
            options,
            mapper,
            Repair.NONE,
            0,
            false,
            Instant.EPOCH);
    RecordOutcome outcome = new RecordOutcome(settings);
    SourceFile source =
        new SourceFile(file.toUri().toString(), "digest", SourceFormat.JSONL, Map.of(), size, 0);
    rate(
        "baseline: bytes copied",
        size,
        () -> {
          try (InputStream in = Files.newInputStream(file)) {
            in.transferTo(OutputStream.nullOutputStream());
          }
        });
    rate("first pass: digest, lines, parts", size, () -> scan(file));
    rate(
        "records parsed",
        size,
        () -> each(file, options, parsed -> assertThat(parsed).isNotNull()));
    rate(
        "records to rows with their ids",
        size,
        () -> each(file, options, p -> outcome.of(source, p)));
    rate(
        "both passes",
        size,
        () -> {
          scan(file);
          each(file, options, p -> outcome.of(source, p));
        });
  }

  private static FileScan scan(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return FileScan.of(in, SourceReader.PART_BYTES, TextEncoding.AUTO);
    }
  }

  private static void each(
      Path file, ReadOptions options, java.util.function.Consumer<Parsed> consumer)
      throws IOException {
    FilePart whole = new FilePart(0, Files.size(file), 1, 0);
    try (RecordReader reader =
        SourceFormat.JSONL.open(
            "x.jsonl", new PartStream(Files.newInputStream(file), whole), options)) {
      for (Parsed p = reader.next(); p != null; p = reader.next()) {
        consumer.accept(p);
      }
    }
  }

  @Test
  void cleaning(@TempDir Path folder) throws IOException {
    Path file = corpus(folder, 1);
    List<String> texts = new ArrayList<>();
    each(
        file,
        new ReadOptions(TextSplit.FILE, null, 1 << 24),
        p -> texts.add(((Parsed.Fields) p).fields().path("text").asText()));
    long size = texts.stream().mapToLong(String::length).sum();
    rate("baseline: composed form alone", size, () -> all(texts, IngestBench::composed));
    rate("TextCleaner", size, () -> all(texts, TextCleaner::clean));
    rate("EncodingRepair", size, () -> all(texts, EncodingRepair::repair));
  }

  private static String composed(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  private static void all(List<String> texts, UnaryOperator<String> function) {
    long length = 0;
    for (String text : texts) {
      length += function.apply(text).length();
    }
    assertThat(length).isPositive();
  }

  @Test
  void wholeJob(@TempDir Path folder) throws IOException {
    Path file = corpus(folder, 4);
    JobBench bench = new JobBench(folder);
    // Tests interpret their tiny plans; a real session compiles them.
    bench.spark.conf().set("spark.sql.codegen.wholeStage", "true");
    bench.spark.conf().set("spark.sql.codegen.factoryMode", "FALLBACK");
    // The first commit of a JVM takes its seconds whatever it holds.
    Files.writeString(folder.resolve("warm.jsonl"), "{\"text\":\"warm\"}\n");
    bench.run(new IngestJob(), Map.of("input", folder.resolve("warm.jsonl").toString()));
    for (String table : List.of("first", "second", "third")) {
      long start = System.nanoTime();
      long cpu = cpu();
      RunReport report =
          bench.run(new IngestJob(), Map.of("input", file.toString(), "table", table));
      double seconds = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "ingest of %.0f MB, %d rows: %.1f s, %.1f MB/s on two cores; %.1f s of processor time%n",
          Files.size(file) / 1e6,
          report.outcome().counts().get("kept"),
          seconds,
          Files.size(file) / 1e6 / seconds,
          (cpu() - cpu) / 1e9);
    }
  }

  /** Processor time of all threads, those of the collector and the compiler too, in nanoseconds. */
  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
