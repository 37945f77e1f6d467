package dev.nightshift.inference.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTest {

  private static final Path DATA =
      Path.of(System.getProperty("nightshift.root", "."), "..", "shared", "data", "tokenizers");

  private static final String TINY =
      """
      {"version":"1.0","truncation":{"direction":"Right","max_length":2,"strategy":"LongestFirst",
      "stride":0},"padding":null,"added_tokens":[{"id":3,"content":"<s>","single_word":false,
      "lstrip":false,"rstrip":false,"normalized":false,"special":true},{"id":4,"content":"</s>",
      "single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}],
      "normalizer":null,"pre_tokenizer":{"type":"Whitespace"},
      "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>",
      "type_id":0}},{"Sequence":{"id":"A","type_id":0}}],"pair":[{"Sequence":{"id":"A",
      "type_id":0}},{"Sequence":{"id":"B","type_id":1}}],"special_tokens":{"<s>":{"id":"<s>",
      "ids":[3],"tokens":["<s>"]}}},"decoder":null,
      "model":{"type":"WordLevel","vocab":{"a":0,"b":1,"[UNK]":2},"unk_token":"[UNK]"}}
      """;

  @TempDir Path folder;

  @Test
  void addsSpecialTokensOnlyWhereAskedAndNeverTruncates() throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), TINY);
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        "{\"bos_token\":{\"content\":\"<s>\"},\"eos_token\":\"</s>\",\"pad_token\":null}");
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      assertThat(tokenizer.encode("a b a b z", false)).containsExactly(0, 1, 0, 1, 2);
      assertThat(tokenizer.encode("a b", true)).containsExactly(3, 0, 1);
      assertThat(tokenizer.encode("a</s>", false)).containsExactly(0, 4);
      assertThat(tokenizer.encode("", false)).isEmpty();
      assertThat(tokenizer.decode(new int[] {3, 0, 1}, true)).isEqualTo("a b");
      assertThat(tokenizer.vocabSize()).isEqualTo(5);
      assertThat(tokenizer.bosId()).hasValue(3);
      assertThat(tokenizer.eosId()).hasValue(4);
      assertThat(tokenizer.padId()).isEmpty();
      assertThat(tokenizer.specialId("</s>")).hasValue(4);
      assertThat(tokenizer.specialIds()).containsOnlyKeys("<s>", "</s>");
    }
  }

  @Test
  void saysWhichFileIsBroken() throws IOException {
    assertThatThrownBy(() -> Tokenizer.load(folder))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("tokenizer.json");
    Files.writeString(folder.resolve("tokenizer.json"), "{\"model\":{\"type\":\"Nothing\"}}");
    assertThatThrownBy(() -> Tokenizer.load(folder))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("the tokenizer cannot be loaded");
  }

  @Test
  void readsGpt2() {
    assumeTrue(Files.exists(DATA.resolve("gpt2")), "no shared tokenizers at " + DATA);
    try (Tokenizer tokenizer = Tokenizer.load(DATA.resolve("gpt2"))) {
      assertThat(tokenizer.vocabSize()).isEqualTo(50257);
      assertThat(tokenizer.encode("Hello world", true)).containsExactly(15496, 995);
      assertThat(tokenizer.eosId()).hasValue(50256);
      String text = "Grüße, 世界 🌍\n\tif (x) { return  1; }";
      assertThat(tokenizer.decode(tokenizer.encode(text, false), false)).isEqualTo(text);
    }
  }

  @Test
  void readsQwenAndServesSeveralThreads() throws Exception {
    Path packed = DATA.resolve("qwen2_5").resolve("tokenizer.json.gz");
    assumeTrue(Files.exists(packed), "no shared tokenizers at " + DATA);
    try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
      Files.copy(in, folder.resolve("tokenizer.json"));
    }
    Files.copy(
        DATA.resolve("qwen2_5").resolve("tokenizer_config.json"),
        folder.resolve("tokenizer_config.json"));
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try (Tokenizer tokenizer = Tokenizer.load(folder)) {
      assertThat(tokenizer.vocabSize()).isEqualTo(151665);
      assertThat(tokenizer.eosId()).hasValue(151645);
      assertThat(tokenizer.padId()).hasValue(151643);
      assertThat(tokenizer.encode("<|im_start|>user", false)).startsWith(151644);
      int[] expected = tokenizer.encode("The quick brown fox jumps over 13 lazy dogs.", false);
      List<Future<int[]>> results = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        results.add(
            pool.submit(
                () -> tokenizer.encode("The quick brown fox jumps over 13 lazy dogs.", false)));
      }
      for (Future<int[]> result : results) {
        assertThat(result.get()).isEqualTo(expected);
      }
    } finally {
      pool.shutdown();
    }
  }
}
