package dev.nightshift.synthesis;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.inference.checkpoint.CheckpointWriter;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.NamedTensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A random Llama of two layers over single characters. */
public final class TinyModel {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FIRST_CHARACTER = 3;

  private TinyModel() {}

  /** Writes a model folder whose weights follow from the seed. */
  public static Path write(Path folder, long seed) throws IOException {
    Path tokenizer =
        Files.createDirectories(folder.resolveSibling(folder.getFileName() + ".tokenizer"));
    int vocabulary = tokenizer(tokenizer);
    ModelConfig config =
        ModelConfig.parse(
            """
            {"architectures": ["LlamaForCausalLM"], "model_type": "llama", "vocab_size": %d,
             "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4,
             "num_key_value_heads": 2, "intermediate_size": 64, "max_position_embeddings": 2048,
             "rms_norm_eps": 1e-6, "rope_theta": 10000.0, "hidden_act": "silu",
             "tie_word_embeddings": false, "initializer_range": 0.3, "torch_dtype": "float32",
             "bos_token_id": 1, "eos_token_id": 2}
            """
                .formatted(vocabulary));
    try (NamedTensors weights = Decoder.initialize(config, seed)) {
      CheckpointWriter.write(folder, config, weights.asMap(), tokenizer);
    }
    return folder;
  }

  private static int tokenizer(Path folder) throws IOException {
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
    root.putObject("decoder").put("type", "Fuse");
    ObjectNode model = root.putObject("model");
    model.put("type", "BPE").put("unk_token", "<unk>");
    model.set("vocab", vocab);
    model.putArray("merges");
    Files.writeString(folder.resolve("tokenizer.json"), JSON.writeValueAsString(root));
    Files.writeString(
        folder.resolve("tokenizer_config.json"),
        "{\"bos_token\": \"<s>\", \"eos_token\": \"</s>\"}");
    return vocab.size();
  }
}
