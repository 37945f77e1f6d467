package dev.nightshift.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.inference.checkpoint.CheckpointWriter;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.NamedTensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Llamas of two layers over single characters: random ones, and one that writes what it is told.
 */
public final class TinyModel {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FIRST_CHARACTER = 3;

  private TinyModel() {}

  /** Writes a model folder whose weights follow from the seed. */
  public static Path write(Path folder, long seed) throws IOException {
    Path tokenizer =
        Files.createDirectories(folder.resolveSibling(folder.getFileName() + ".tokenizer"));
    ModelConfig config = config(tokenizer(tokenizer, List.of()).size(), 32);
    try (NamedTensors weights = Decoder.initialize(config, seed)) {
      CheckpointWriter.write(folder, config, weights.asMap(), tokenizer);
    }
    return folder;
  }

  /**
   * Writes a model that looks at the last token alone: each is followed by what the map says of it,
   * and by the end of the text where it says nothing. A token's embedding is a direction of its
   * own, the layers add nothing, and the head knows which token follows each direction.
   *
   * @param next text of a token to the text of the next; a next text of several characters is a
   *     token of its own, which no prompt is encoded to
   */
  public static Path writeChain(Path folder, Map<String, String> next) throws IOException {
    Path tokenizer =
        Files.createDirectories(folder.resolveSibling(folder.getFileName() + ".tokenizer"));
    List<String> words =
        next.values().stream().filter(word -> word.length() > 1).distinct().sorted().toList();
    Map<String, Integer> vocabulary = tokenizer(tokenizer, words);
    int width = 128;
    ModelConfig config = config(vocabulary.size(), width);
    try (NamedTensors weights = Decoder.initialize(config, 1)) {
      CheckpointWriter.write(folder, config, weights.asMap(), tokenizer);
    }
    Path file = folder.resolve("model.safetensors");
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int start = Long.BYTES + (int) bytes.getLong(0);
    JsonNode tensors = JSON.readTree(bytes.array(), Long.BYTES, start - Long.BYTES);
    for (Iterator<String> names = tensors.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (name.matches(".*(o_proj|down_proj|embed_tokens|lm_head)\\.weight")) {
        JsonNode place = tensors.get(name).get("data_offsets");
        Arrays.fill(
            bytes.array(), start + place.get(0).asInt(), start + place.get(1).asInt(), (byte) 0);
      }
    }
    int embeddings = start + offset(tensors, "model.embed_tokens.weight");
    int head = start + offset(tensors, "lm_head.weight");
    vocabulary.forEach(
        (text, id) -> {
          int after = vocabulary.get(next.getOrDefault(text, "</s>"));
          bytes.putFloat(embeddings + Float.BYTES * (id * width + id), 1);
          bytes.putFloat(head + Float.BYTES * (after * width + id), 1);
        });
    Files.write(file, bytes.array());
    return folder;
  }

  private static int offset(JsonNode tensors, String name) {
    return tensors.get(name).get("data_offsets").get(0).asInt();
  }

  private static ModelConfig config(int vocabulary, int width) {
    return ModelConfig.parse(
        """
            {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": %d,
             "hidden_size": %d, "num_hidden_layers": 2, "num_attention_heads": 4,
             "num_key_value_heads": 2, "intermediate_size": 64, "max_position_embeddings": 256,
             "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "hidden_act": "silu",
             "tie_word_embeddings": false, "initializer_range": 0.3, "torch_dtype": "float32",
             "bos_token_id": 1, "eos_token_id": 2}
            """
            .formatted(vocabulary, width));
  }

  /** Writes a tokenizer; the tokens by their texts. */
  private static Map<String, Integer> tokenizer(Path folder, List<String> words)
      throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("version", "1.0");
    ArrayNode added = root.putArray("added_tokens");
    ObjectNode vocab = JSON.createObjectNode();
    for (String special : new String[] {"<unk>", "<s>", "</s>"}) {
      added
          .addObject()
          .put("id", vocab.size())
          .put("content", special)
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", false)
          .put("special", true);
      vocab.put(special, vocab.size());
    }
    vocab.put("\n", FIRST_CHARACTER);
    for (char c = ' '; c < 127; c++) {
      vocab.put(String.valueOf(c), vocab.size());
    }
    words.forEach(word -> vocab.put(word, vocab.size()));
    root.putObject("decoder").put("type", "Fuse");
    ObjectNode model = root.putObject("model");
    model.put("type", "BPE").put("unk_token", "<unk>");
    model.set("vocab", vocab);
    model.putArray("merges");
    Files.writeString(folder.resolve("tokenizer.json"), JSON.writeValueAsString(root));
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        "{\"bos_token\": \"<s>\", \"eos_token\": \"</s>\"}");
    Map<String, Integer> ids = new LinkedHashMap<>();
    vocab.fields().forEachRemaining(entry -> ids.put(entry.getKey(), entry.getValue().asInt()));
    return ids;
  }
}
