package dev.nightshift.curation.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.curation.bpe.ByteAlphabet;
import dev.nightshift.curation.bpe.PreTokenizer;
import dev.nightshift.curation.bpe.PreTokenizer.Digits;
import dev.nightshift.inference.tokenizer.Tokenizer;
import dev.nightshift.runtime.job.RunReport;
import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainTokenizerJobTest {

  private static final String TEXT =
      "Tom has 12 apples and gives 5 to Ann. How many apples does Tom have? 12 - 5 = 7.\n\n"
          + "Ann has 7 pears; she'll eat 3, so 7 - 3 = 4 pears remain. Größe, 東京, \uD83C\uDF4E!\n";

  private Path folder;
  private JobBench bench;

  @BeforeEach
  void open(@TempDir Path folder) throws IOException {
    this.folder = folder;
    bench = new JobBench(folder);
    Files.writeString(folder.resolve("text.txt"), TEXT.repeat(3));
  }

  private Map<String, String> options(String... more) {
    Map<String, String> options = new HashMap<>();
    options.put("input", folder.resolve("text.txt").toString());
    options.put("vocab-size", "320");
    options.put("output", folder.resolve("tokenizer").toString());
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    return options;
  }

  /** Merges a piece by the published rule: always the earliest merge that applies. */
  private static List<String> merged(String piece, List<String> merges) {
    List<String> parts = new ArrayList<>();
    ByteAlphabet.spell(piece.getBytes(StandardCharsets.UTF_8))
        .chars()
        .forEach(c -> parts.add(String.valueOf((char) c)));
    while (true) {
      int best = Integer.MAX_VALUE;
      int at = -1;
      for (int i = 0; i + 1 < parts.size(); i++) {
        int rank = merges.indexOf(parts.get(i) + " " + parts.get(i + 1));
        if (rank >= 0 && rank < best) {
          best = rank;
          at = i;
        }
      }
      if (at < 0) {
        return parts;
      }
      parts.set(at, parts.get(at) + parts.remove(at + 1));
    }
  }

  @Test
  void folderIsReadByTokenizersAndEncodesAsTrained() throws IOException {
    for (Digits digits : Digits.values()) {
      Path output = folder.resolve("tokenizer-" + digits);
      RunReport report =
          bench.run(
              new TrainTokenizerJob(),
              options(
                  "output",
                  output.toString(),
                  "digits",
                  digits == Digits.GROUPED ? "grouped" : "individually"));
      assertThat(report.outcome().counts()).containsEntry("tokens", 320L);
      assertThat(report.outcome().artifacts()).containsEntry("tokenizer", output.toString());
      JsonNode model =
          new ObjectMapper().readTree(output.resolve("tokenizer.json").toFile()).get("model");
      List<String> merges = new ArrayList<>();
      model.get("merges").forEach(m -> merges.add(m.asText()));
      List<Integer> expected = new ArrayList<>();
      new PreTokenizer(List.of(), digits)
          .forEach(
              TEXT,
              piece ->
                  merged(piece, merges)
                      .forEach(token -> expected.add(model.get("vocab").get(token).asInt())));
      try (Tokenizer tokenizer = Tokenizer.load(output)) {
        int[] ids = tokenizer.encode(TEXT, false);
        assertThat(ids).containsExactly(expected.stream().mapToInt(i -> i).toArray());
        assertThat(ids.length).isLessThan(TEXT.getBytes(StandardCharsets.UTF_8).length * 3 / 4);
        assertThat(tokenizer.decode(ids, false)).isEqualTo(TEXT);
        assertThat(tokenizer.vocabSize()).isEqualTo(320);
        assertThat(tokenizer.bosId()).hasValue(0);
        assertThat(tokenizer.eosId()).hasValue(1);
        assertThat(tokenizer.padId()).hasValue(2);
        assertThat(tokenizer.encode("<|bos|>7<|eos|>", false)).hasSize(3).startsWith(0).endsWith(1);
        for (String odd : List.of("", " ", "\u0000\n\t  x", "\uD83D\uDE00\u200d", "naïve\u0301")) {
          assertThat(tokenizer.decode(tokenizer.encode(odd, false), false)).isEqualTo(odd);
        }
      }
    }
  }

  @Test
  void bosIsPutFirstWhereItIsAskedFor() {
    Path output = folder.resolve("tokenizer");
    bench.run(new TrainTokenizerJob(), options("add-bos", "true"));
    try (Tokenizer tokenizer = Tokenizer.load(output)) {
      assertThat(tokenizer.encode("Tom", true)).startsWith(0);
      assertThat(tokenizer.encode("Tom", false)).doesNotContain(0);
    }
  }

  @Test
  void tableGivesItsTrainingSplitAndTheFolderIsReplaced() throws IOException {
    bench.run(
        new IngestJob(), Map.of("input", folder.resolve("text.txt").toString(), "split", "line"));
    bench.run(
        new CurateJob(),
        Map.of("input", "table:documents", "filters", "none", "validation-share", "0"));
    RunReport first =
        bench.run(new TrainTokenizerJob(), options("input", "table:curated", "digits", "grouped"));
    byte[] before = Files.readAllBytes(folder.resolve("tokenizer/tokenizer.json"));
    bench.run(
        new TrainTokenizerJob(),
        options("input", "table:curated", "digits", "grouped", "vocab-size", "300"));
    assertThat(Files.readAllBytes(folder.resolve("tokenizer/tokenizer.json"))).isNotEqualTo(before);
    assertThat(first.outcome().counts().get("distinct-pieces")).isGreaterThan(30L);
    assertThat(folder.resolve("tokenizer").toFile().list())
        .containsExactlyInAnyOrder("tokenizer.json", "tokenizer_config.json");
  }

  @Test
  void partitionsDoNotChangeTheCounts() {
    Dataset<Row> texts =
        bench
            .spark
            .createDataset(
                IntStream.range(0, 50).mapToObj(i -> "word " + i % 9 + " and more").toList(),
                Encoders.STRING())
            .toDF("text");
    PreTokenizer cutter = new PreTokenizer(List.of(), Digits.GROUPED);
    Map<String, Long> one = TrainTokenizerJob.count(texts.repartition(1), cutter);
    assertThat(one).containsEntry("word", 50L).containsEntry(" and", 50L);
    assertThat(TrainTokenizerJob.count(texts.repartition(2), cutter)).isEqualTo(one);
    assertThat(TrainTokenizerJob.count(texts.repartition(7), cutter)).isEqualTo(one);
  }

  @Test
  void wrongRequestsAreRefused() throws IOException {
    assertThatThrownBy(
            () ->
                bench.run(
                    new TrainTokenizerJob(),
                    options("vocab-size", "200", "special-tokens", "<a>,<a>", "add-bos", "true")))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("the vocabulary size is 200")
        .hasMessageContaining("Give a number from 258 ")
        .hasMessageContaining("a special token stands twice")
        .hasMessageContaining("no special token begins a text");
    Files.createDirectories(folder.resolve("tokenizer"));
    Files.writeString(folder.resolve("tokenizer/thesis.tex"), "x");
    assertThatThrownBy(() -> bench.run(new TrainTokenizerJob(), options()))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("holds other files: thesis.tex");
    assertThat(folder.resolve("tokenizer/thesis.tex")).exists();
  }
}
