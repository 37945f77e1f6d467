package dev.nightshift.inference.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns a {@code config.json} into a {@link ModelConfig}. Where a key is absent, the default is the
 * one that transformers gives the architecture.
 */
final class ConfigReader {

  static final ObjectMapper MAPPER = new ObjectMapper();

  private static final int DEFAULT_WINDOW = 4096;

  private final ConfigFields fields;
  private final Faults faults;

  private ConfigReader(ConfigFields fields, Faults faults) {
    this.fields = fields;
    this.faults = faults;
  }

  static ModelConfig read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      throw new RequestException(
          "the model configuration cannot be read (" + e + ")",
          file.toString(),
          "Name a model folder that has a config.json.");
    }
    return parse(text, file.toString());
  }

  static ModelConfig parse(String text, String source) {
    ObjectNode json;
    try {
      JsonNode node = MAPPER.readTree(text);
      if (!(node instanceof ObjectNode object)) {
        throw new RequestException(
            "the model configuration is no JSON object",
            source,
            "Give a Hugging Face config.json.");
      }
      json = object;
    } catch (JsonProcessingException e) {
      throw new RequestException(
          "the model configuration is no JSON: " + e.getOriginalMessage(),
          source,
          "Give a Hugging Face config.json.");
    }
    Faults faults = new Faults();
    ConfigFields fields = new ConfigFields(json, source, faults);
    ConfigReader reader = new ConfigReader(fields, faults);
    Architecture architecture = reader.architecture();
    Head head = HeadReader.read(fields, architecture);
    ModelConfig config =
        architecture == Architecture.GPT2
            ? reader.gpt2(head, json)
            : reader.rotaryDecoder(architecture, head, json);
    faults.throwIfAny();
    return config;
  }

  private Architecture architecture() {
    JsonNode named = fields.node("architectures");
    if (named != null && named.isArray() && named.size() > 0) {
      String name = named.get(0).asText();
      Optional<Architecture> known = Architecture.ofClassName(name);
      if (known.isEmpty()) {
        fields.fault(
            "architectures",
            "the architecture " + name + " is not supported",
            "Supported are " + Architecture.known() + ".");
        faults.throwIfAny();
      }
      return known.orElseThrow();
    }
    String type = fields.text("model_type", "");
    Optional<Architecture> known = Architecture.ofModelType(type);
    if (known.isEmpty()) {
      fields.fault(
          "architectures",
          type.isEmpty()
              ? "neither architectures nor model_type is given"
              : "model_type '" + type + "' is not supported",
          "Supported are " + Architecture.known() + ".");
      faults.throwIfAny();
    }
    return known.orElseThrow();
  }

  private ModelConfig rotaryDecoder(Architecture a, Head head, ObjectNode json) {
    int vocabulary = fields.positive("vocab_size");
    int hidden = fields.positive("hidden_size");
    int layers = fields.positive("num_hidden_layers");
    int heads = fields.positive("num_attention_heads");
    int intermediate = fields.positive("intermediate_size");
    int keyValueHeads = fields.positive("num_key_value_heads", defaultKeyValueHeads(a, heads));
    int headDim = headDim(a, hidden, heads);
    int maxPositions = fields.positive("max_position_embeddings", defaultMaxPositions(a));
    if (heads % keyValueHeads != 0) {
      fields.fault(
          "num_key_value_heads",
          "num_key_value_heads " + keyValueHeads + " does not divide the " + heads + " heads",
          "Give a divisor of num_attention_heads.");
    }
    if (headDim % 2 != 0) {
      fields.fault("head_dim", "head_dim " + headDim + " is odd", "Rotary positions turn pairs.");
    }
    if (fields.has("quantization_config")) {
      fields.fault(
          "quantization_config",
          "quantised weights are not supported",
          "Use the checkpoint in float32, bfloat16 or float16.");
    }
    boolean bias = fields.flag("attention_bias", false);
    boolean llamaLike = a == Architecture.LLAMA || a == Architecture.QWEN3;
    int experts = a == Architecture.MIXTRAL ? fields.positive("num_local_experts", 8) : 0;
    int perToken = a == Architecture.MIXTRAL ? fields.positive("num_experts_per_tok", 2) : 0;
    if (perToken > experts) {
      fields.fault(
          "num_experts_per_tok",
          "num_experts_per_tok " + perToken + " is above the " + experts + " experts",
          "Give at most num_local_experts.");
    }
    boolean tied = fields.flag("tie_word_embeddings", false);
    double theta = a == Architecture.MIXTRAL ? 1e6 : 1e4;
    return new ModelConfig(
        a,
        head,
        vocabulary,
        hidden,
        layers,
        heads,
        keyValueHeads,
        headDim,
        intermediate,
        maxPositions,
        activation("hidden_act", "silu"),
        fields.number("rms_norm_eps", a == Architecture.MIXTRAL ? 1e-5 : 1e-6, 0),
        RopeReader.read(fields, theta, maxPositions),
        windows(a, layers),
        tied,
        a == Architecture.QWEN2 || (llamaLike && bias),
        llamaLike && bias,
        a == Architecture.LLAMA && fields.flag("mlp_bias", false),
        a == Architecture.QWEN3,
        true,
        false,
        experts,
        perToken,
        fields.number("router_aux_loss_coef", 0.001, 0),
        fields.number("initializer_range", 0.02, 0),
        token("bos_token_id"),
        tokens("eos_token_id"),
        token("pad_token_id"),
        json);
  }

  private ModelConfig gpt2(Head head, ObjectNode json) {
    int hidden = fields.positive("n_embd", 768);
    int heads = fields.positive("n_head", 12);
    int layers = fields.positive("n_layer", 12);
    if (hidden % heads != 0) {
      fields.fault(
          "n_head", "n_head " + heads + " does not divide n_embd " + hidden, "Give a divisor.");
    }
    if (fields.flag("add_cross_attention", false)) {
      fields.fault(
          "add_cross_attention",
          "an encoder beside GPT-2 is not supported",
          "Use a decoder-only checkpoint.");
    }
    return new ModelConfig(
        Architecture.GPT2,
        head,
        fields.positive("vocab_size", 50257),
        hidden,
        layers,
        heads,
        heads,
        Math.max(1, hidden / heads),
        fields.positive("n_inner", 4 * hidden),
        fields.positive("n_positions", fields.positive("n_ctx", 1024)),
        activation("activation_function", "gelu_new"),
        fields.number("layer_norm_epsilon", 1e-5, 0),
        null,
        Collections.nCopies(layers, 0),
        fields.flag("tie_word_embeddings", true),
        true,
        true,
        true,
        false,
        fields.flag("scale_attn_weights", true),
        fields.flag("scale_attn_by_inverse_layer_idx", false),
        0,
        0,
        0,
        fields.number("initializer_range", 0.02, 0),
        token("bos_token_id"),
        tokens("eos_token_id"),
        token("pad_token_id"),
        json);
  }

  private static int defaultKeyValueHeads(Architecture a, int heads) {
    return switch (a) {
      case MISTRAL, MIXTRAL -> 8;
      case QWEN2, QWEN3 -> 32;
      case LLAMA, GPT2 -> heads;
    };
  }

  private static int defaultMaxPositions(Architecture a) {
    return switch (a) {
      case MISTRAL, MIXTRAL -> 4096 * 32;
      case QWEN2, QWEN3 -> 32768;
      case LLAMA -> 2048;
      case GPT2 -> 1024;
    };
  }

  private int headDim(Architecture a, int hidden, int heads) {
    if (fields.has("head_dim")) {
      return fields.positive("head_dim", 2);
    }
    if (a == Architecture.QWEN3) {
      return 128;
    }
    if (hidden % heads != 0) {
      fields.fault(
          "num_attention_heads",
          "num_attention_heads " + heads + " does not divide hidden_size " + hidden,
          "Give a divisor, or head_dim.");
      return 2;
    }
    return hidden / heads;
  }

  /** Which layers look at a window only, as the configuration class of each architecture says. */
  private List<Integer> windows(Architecture a, int layers) {
    boolean qwen = a == Architecture.QWEN2 || a == Architecture.QWEN3;
    int window = 0;
    if (a == Architecture.MISTRAL && fields.node("sliding_window") == null) {
      window = fields.isNull("sliding_window") ? 0 : DEFAULT_WINDOW;
    } else if (a == Architecture.MISTRAL || a == Architecture.MIXTRAL) {
      window = fields.has("sliding_window") ? fields.positive("sliding_window", 1) : 0;
    } else if (qwen && fields.flag("use_sliding_window", false)) {
      window =
          fields.isNull("sliding_window") ? 0 : fields.positive("sliding_window", DEFAULT_WINDOW);
    }
    JsonNode types = fields.node("layer_types");
    int fullLayers = fields.has("max_window_layers") ? nonNegative("max_window_layers") : 28;
    List<Integer> windows = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      boolean sliding = window > 0 && (!qwen || layer >= fullLayers);
      if (types != null && types.isArray() && types.size() == layers) {
        sliding = window > 0 && types.get(layer).asText().equals("sliding_attention");
      }
      windows.add(sliding ? window : 0);
    }
    if (types != null && (!types.isArray() || types.size() != layers)) {
      fields.fault(
          "layer_types",
          "layer_types names " + types.size() + " layers of " + layers,
          "Name each layer once.");
    }
    return windows;
  }

  private int nonNegative(String key) {
    return (int) Math.min(Integer.MAX_VALUE, fields.number(key, 0, 0));
  }

  private Activation activation(String key, String otherwise) {
    String name = fields.text(key, otherwise);
    Optional<Activation> known = Activation.ofName(name);
    if (known.isEmpty()) {
      fields.fault(
          key, key + " '" + name + "' is not known", "Known are " + Activation.known() + ".");
    }
    return known.orElse(Activation.SILU);
  }

  private @Nullable Integer token(String key) {
    List<Integer> ids = tokens(key);
    return ids.isEmpty() ? null : ids.get(0);
  }

  private List<Integer> tokens(String key) {
    JsonNode node = fields.node(key);
    List<Integer> ids = new ArrayList<>();
    if (node == null) {
      return ids;
    }
    for (JsonNode id : node.isArray() ? node : List.of(node)) {
      if (id.isIntegralNumber() && id.canConvertToInt()) {
        // Configurations write −1 for "none".
        if (id.intValue() >= 0) {
          ids.add(id.intValue());
        }
      } else {
        fields.fault(key, key + " is " + node, "Give a token id or a list of them.");
      }
    }
    return ids;
  }
}
