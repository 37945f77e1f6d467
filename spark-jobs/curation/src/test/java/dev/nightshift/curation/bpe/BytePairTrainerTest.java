package dev.nightshift.curation.bpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.curation.bpe.PreTokenizer.Digits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class BytePairTrainerTest {

  private static List<String> pieces(PreTokenizer cutter, String text) {
    List<String> pieces = new ArrayList<>();
    cutter.forEach(text, pieces::add);
    return pieces;
  }

  private static Map<String, Long> counts(PreTokenizer cutter, String text) {
    Map<String, Long> counts = new HashMap<>();
    cutter.forEach(text, p -> counts.merge(p, 1L, Long::sum));
    return counts;
  }

  private static List<String> merges(BytePairModel model) {
    return model.merges().stream()
        .map(m -> model.spelled(m[0]) + " " + model.spelled(m[1]))
        .toList();
  }

  @Test
  void referenceVocabularyAndMergesComeOut() throws IOException {
    Path folder =
        Path.of(System.getProperty("nightshift.root", ".."), "../shared/data/cs336-fixtures");
    Assumptions.assumeTrue(
        Files.exists(folder), () -> "the shared test data are not there: " + folder.normalize());
    List<String> special = List.of("<|endoftext|>");
    BytePairModel model =
        BytePairTrainer.train(
            counts(
                new PreTokenizer(special, Digits.GROUPED),
                Files.readString(folder.resolve("corpus.en"))),
            500,
            special,
            n -> {});
    assertThat(merges(model))
        .isEqualTo(Files.readAllLines(folder.resolve("train-bpe-reference-merges.txt")));
    Map<String, Integer> expected =
        new ObjectMapper()
            .readValue(
                folder.resolve("train-bpe-reference-vocab.json").toFile(),
                new TypeReference<>() {});
    Map<String, Integer> vocabulary = new LinkedHashMap<>();
    vocabulary.put("<|endoftext|>", 0);
    for (int token = 0; token < model.tokens().size(); token++) {
      vocabulary.put(model.spelled(token), token + 1);
    }
    assertThat(vocabulary).isEqualTo(expected);
  }

  @Test
  void exampleOfSennrichAndOthers() {
    // The words of the paper with their counts; the greatest of equal pairs is merged.
    BytePairModel model =
        BytePairTrainer.train(
            Map.of("low", 5L, "lower", 2L, "widest", 3L, "newest", 6L),
            256 + 6,
            List.of(),
            n -> {});
    assertThat(merges(model)).containsExactly("s t", "e st", "o w", "l ow", "w est", "n e");
  }

  @Test
  void repeatedLettersAreMergedFromTheLeft() {
    BytePairModel model = BytePairTrainer.train(Map.of("aaaaa", 1L), 256 + 3, List.of(), n -> {});
    // aaaaa: (aa)(aa)a, then ((aa)a) before (aa)(aa), as "aa" is greater than "a".
    assertThat(merges(model)).containsExactly("a a", "aa aa", "aaaa a");
  }

  @Test
  void oneTokenHasOneNumber() {
    BytePairModel model =
        BytePairTrainer.train(
            Map.of("abc", 9L, "ab", 5L, "bc", 4L, "xbc", 30L), 300, List.of(), n -> {});
    assertThat(model.tokens().stream().map(ByteAlphabet::spell)).doesNotHaveDuplicates();
  }

  @Test
  void trainingStopsWhenNothingIsLeftToMerge() {
    BytePairModel model = BytePairTrainer.train(Map.of("ab", 1L), 400, List.of("<s>"), n -> {});
    assertThat(model.size()).isEqualTo(1 + 256 + 1);
    assertThatThrownBy(() -> BytePairTrainer.train(Map.of(), 256, List.of("<s>"), n -> {}))
        .hasMessage("a vocabulary of 256 has no room for 256 bytes and 1 special tokens");
  }

  @Test
  void piecesAreThoseOfGpt2() {
    PreTokenizer cutter = new PreTokenizer(List.of("<|a|>", "<|a|>b"), Digits.GROUPED);
    assertThat(pieces(cutter, "I'll pay  $12.50,\n\n now!  "))
        .containsExactly(
            "I", "'ll", " pay", " ", " $", "12", ".", "50", ",", "\n\n", " now", "!", "  ");
    assertThat(pieces(cutter, "x<|a|>by")).containsExactly("x", "y");
    assertThat(pieces(cutter, "a\u00a0b\u3000\u3000c"))
        .containsExactly("a", "\u00a0", "b", "\u3000", "\u3000", "c");
  }

  @Test
  void digitsAreCutOneByOne() {
    PreTokenizer cutter = new PreTokenizer(List.of(), Digits.INDIVIDUALLY);
    assertThat(pieces(cutter, "have 12 apples")).containsExactly("have", " ", "1", "2", " apples");
  }

  @Test
  void alphabetIsThatOfGpt2() {
    byte[] bytes = "a b\n".getBytes(StandardCharsets.UTF_8);
    assertThat(ByteAlphabet.spell(bytes)).isEqualTo("a\u0120b\u010a");
    assertThat(ByteAlphabet.byteAt(0)).isEqualTo((byte) '!');
  }
}
