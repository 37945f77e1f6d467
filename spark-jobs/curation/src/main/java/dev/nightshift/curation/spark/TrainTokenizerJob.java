package dev.nightshift.curation.spark;

import dev.nightshift.curation.bpe.BytePairModel;
import dev.nightshift.curation.bpe.BytePairTrainer;
import dev.nightshift.curation.bpe.PreTokenizer;
import dev.nightshift.curation.bpe.TokenizerFolder;
import dev.nightshift.runtime.job.Job;
import dev.nightshift.runtime.job.JobArguments;
import dev.nightshift.runtime.job.JobContext;
import dev.nightshift.runtime.job.JobOption;
import dev.nightshift.runtime.job.JobOutcome;
import dev.nightshift.runtime.job.OptionKind;
import dev.nightshift.runtime.progress.Progress;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.WorkException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * Trains a byte-level byte-pair tokenizer. The pieces are counted on the workers and merged on the
 * driver; the result depends on the counts alone.
 */
public final class TrainTokenizerJob implements Job {

  private static final long LARGEST = 1_000_000;

  @Override
  public String name() {
    return "train-tokenizer";
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public String summary() {
    return "Trains a byte-level BPE tokenizer and writes it as a Hugging Face tokenizer.json";
  }

  @Override
  public String example() {
    return "--input table:curated --vocab-size 4096 --output out/tokenizer";
  }

  @Override
  public List<JobOption> options() {
    return List.of(
        JobOption.required(
            "input", OptionKind.INPUT, "Texts: table:NAME, or files as the ingest job reads them"),
        JobOption.of(
            "vocab-size",
            OptionKind.INTEGER,
            "4096",
            "Number of tokens, special ones and the 256 bytes included"),
        JobOption.required("output", OptionKind.OUTPUT_PATH, "Folder to write"),
        JobOption.of(
            "special-tokens",
            OptionKind.TEXT,
            "<|bos|>,<|eos|>,<|pad|>",
            "Tokens that are never cut, with commas between; bos, eos and pad in a name tell its role"),
        JobOption.choice(
            "digits",
            List.of("individually", "grouped"),
            "Whether each digit is a token, as in Llama, or numbers are merged like words"),
        JobOption.of(
            "add-bos", OptionKind.FLAG, "false", "Whether encoding puts the bos token first"));
  }

  @Override
  public JobOutcome run(JobContext context, JobArguments arguments) {
    List<String> special =
        Arrays.stream(arguments.text("special-tokens").split(","))
            .map(String::strip)
            .filter(t -> !t.isEmpty())
            .toList();
    long size = arguments.integer("vocab-size");
    boolean addBos = arguments.flag("add-bos");
    check(special, size, addBos);
    PreTokenizer.Digits digits =
        arguments.text("digits").equals("grouped")
            ? PreTokenizer.Digits.GROUPED
            : PreTokenizer.Digits.INDIVIDUALLY;

    Dataset<Row> texts = TokenizerTexts.of(context, arguments);
    Map<String, Long> pieces = count(texts, new PreTokenizer(special, digits));
    if (pieces.isEmpty()) {
      throw new WorkException(
          "there is no text in '" + arguments.text("input") + "'",
          "option 'input'",
          "Look at what the step before it refused: its counts, and the table 'rejects'.");
    }
    BytePairModel model;
    try (Progress.Task task = context.progress().start("train-tokenizer", "tokens", size)) {
      model = BytePairTrainer.train(pieces, (int) size, special, n -> task.at(n, ""));
    }
    String digest;
    Path folder = Path.of(arguments.text("output")).toAbsolutePath().normalize();
    try {
      Map<String, byte[]> files = TokenizerFolder.files(model, digits, addBos);
      digest = FolderWriter.write(folder, files);
    } catch (IOException e) {
      throw new WorkException(
          "the tokenizer cannot be written: " + e, folder.toString(), "Check the folder.", e);
    }
    context.progress().line("train-tokenizer: " + folder + " " + digest);
    return JobOutcome.empty()
        .count("pieces", pieces.values().stream().mapToLong(Long::longValue).sum())
        .count("distinct-pieces", pieces.size())
        .count("tokens", model.size())
        .count("merges", model.merges().size())
        .artifact("tokenizer", folder.toString());
  }

  private static void check(List<String> special, long size, boolean addBos) {
    Faults faults = new Faults();
    if (size < 256 + special.size() || size > LARGEST) {
      faults.add(
          "the vocabulary size is " + size,
          "option 'vocab-size'",
          "Give a number from "
              + (256 + special.size())
              + " (the bytes and the special tokens) to "
              + LARGEST
              + ".");
    }
    if (new HashSet<>(special).size() < special.size()) {
      faults.add("a special token stands twice: " + special, "option 'special-tokens'", "");
    }
    if (addBos && special.stream().noneMatch(t -> t.contains("bos") || t.equals("<|endoftext|>"))) {
      faults.add(
          "no special token begins a text: " + special,
          "option 'add-bos'",
          "Name one with bos in it, such as <|bos|>.");
    }
    faults.throwIfAny();
  }

  static Map<String, Long> count(Dataset<Row> texts, PreTokenizer cutter) {
    return JavaPairRDD.fromJavaRDD(
            texts
                .as(Encoders.STRING())
                .javaRDD()
                .mapPartitions(
                    partition -> {
                      Map<String, Long> counts = new HashMap<>();
                      partition.forEachRemaining(
                          text -> cutter.forEach(text, p -> counts.merge(p, 1L, Long::sum)));
                      return counts.entrySet().stream()
                          .map(e -> new Tuple2<>(e.getKey(), e.getValue()))
                          .iterator();
                    }))
        .reduceByKey(Long::sum)
        .collectAsMap();
  }
}
