package dev.nightshift.inference.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.TinyModels;
import dev.nightshift.inference.forward.AdapterSet;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.NamedTensors;
import dev.nightshift.inference.tokenizer.Tokenizer;
import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreFilesTest {

  private static final ModelConfig CONFIG = TinyModels.llama(64);

  @TempDir Path folder;

  /** Words of one space before, or none: "▁a", "▁b", "a", "b"; BOS first. */
  private Tokenizer tokenizer() throws IOException {
    Files.writeString(
        folder.resolve("tokenizer.json"),
        """
        {"version": "1.0",
         "added_tokens": [
           {"id": 0, "content": "<unk>", "special": true, "single_word": false, "lstrip": false,
            "rstrip": false, "normalized": false},
           {"id": 1, "content": "<s>", "special": true, "single_word": false, "lstrip": false,
            "rstrip": false, "normalized": false}],
         "normalizer": {"type": "Replace", "pattern": {"String": " "}, "content": "▁"},
         "post_processor": {"type": "TemplateProcessing",
           "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}},
                      {"Sequence": {"id": "A", "type_id": 0}}],
           "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
           "special_tokens": {"<s>": {"id": "<s>", "ids": [1], "tokens": ["<s>"]}}},
         "model": {"type": "BPE", "unk_token": "<unk>", "merges": ["▁ a", "▁ b"],
           "vocab": {"<unk>": 0, "<s>": 1, "▁": 3, "a": 4, "b": 5, "▁a": 6, "▁b": 7}}}
        """);
    Files.writeString(
        folder.resolve("tokenizer_config.json"), "{\"bos_token\": \"<s>\", \"eos_token\": null}");
    return Tokenizer.load(folder);
  }

  @Test
  void rowsAreScoredInOrder() throws IOException {
    Path input = folder.resolve("in.jsonl");
    Files.writeString(
        input,
        """
        {"id": "x", "prompt": "a b ", "completion": "a"}
        {"text": "a b"}

        {"prompt": "", "completion": "b"}
        """);
    Path output = folder.resolve("new/out.jsonl");
    try (NamedTensors weights = TinyModels.weights(CONFIG);
        Tokenizer tokenizer = tokenizer()) {
      Scorer scorer =
          Scorer.of(LanguageModel.of(CONFIG, weights.asMap(), tokenizer, AdapterSet.none()));

      assertThat(ScoreFiles.score(scorer, input, output)).isEqualTo(3);

      List<String> lines = Files.readAllLines(output);
      assertThat(lines).hasSize(3);
      assertThat(lines.get(0)).startsWith("{\"id\":\"x\",\"token_ids\":[6],\"logprobs\":[-");
      // The prompt's space goes to the completion: its token is "▁a" after BOS, "a", "▁b".
      Score moved =
          scorer
              .score(List.of(ScoreRequest.ofTokens("t", new int[] {1, 4, 7}, new int[] {6})))
              .get(0);
      JsonNode first = new ObjectMapper().readTree(lines.get(0));
      assertThat((float) first.get("logprobs").get(0).doubleValue())
          .isEqualTo(moved.logProbabilities().get(0));
      assertThat(first.get("logprob").doubleValue()).isCloseTo(moved.sum(), within(1e-8));
      assertThat(new ObjectMapper().readTree(lines.get(1)).get("token_ids").toString())
          .isEqualTo("[4,7]");
      assertThat(new ObjectMapper().readTree(lines.get(2)).get("token_ids").toString())
          .isEqualTo("[5]");
      try (Stream<Path> left = Files.list(output.getParent())) {
        assertThat(left).containsExactly(output);
      }
    }
  }

  @Test
  void everyFaultyLineIsNamed() throws IOException {
    Path input = folder.resolve("in.jsonl");
    Files.writeString(
        input,
        "{\"text\": \"a\"}\n[1]\n{\"prompt\": \"a\"}\n{\"text\": \"a\"\n"
            + "{\"text\": \"a\", \"prompt\": \"a\"}\n");
    try (NamedTensors weights = TinyModels.weights(CONFIG)) {
      Scorer scorer = Scorer.of(TinyModels.model(CONFIG, weights));
      Path output = folder.resolve("out.jsonl");
      assertThatThrownBy(() -> ScoreFiles.score(scorer, input, output))
          .isInstanceOf(RequestException.class)
          .hasMessageContaining(input + ":2: no JSON object. Give {")
          .hasMessageContaining(
              input + ":3: neither a text nor a prompt with its completion. Give {")
          .hasMessageContaining(input + ":4: no JSON: ")
          .hasMessageContaining(input + ":5: both a text and a prompt or completion.");
      assertThat(output).doesNotExist();

      Files.writeString(input, "x\n".repeat(25));
      assertThatThrownBy(() -> ScoreFiles.score(scorer, input, output))
          .hasMessageContaining(input + ":20: no JSON")
          .hasMessageContaining(input + ": 5 more lines are faulty")
          .satisfies(error -> assertThat(((RequestException) error).faults()).hasSize(21));
      assertThatThrownBy(() -> ScoreFiles.score(scorer, folder.resolve("none.jsonl"), output))
          .hasMessage(folder.resolve("none.jsonl") + ": there is no such file. Check the path.");
    }
  }
}
