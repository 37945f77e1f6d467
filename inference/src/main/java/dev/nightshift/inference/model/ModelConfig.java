package dev.nightshift.inference.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.schema.error.RequestException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a decoder is made of, in terms that do not depend on its architecture. Parsed from any
 * {@code config.json} of the known architectures; the keys that are not understood here are kept,
 * so that writing loses nothing.
 *
 * @param architecture which decoder it is; decides parameter names and the few structural choices
 *     that are not spelled out below
 * @param head what stands on the hidden states
 * @param vocabSize number of token ids (V)
 * @param hiddenSize width of the residual stream (D)
 * @param layers number of blocks
 * @param heads number of query heads (H)
 * @param keyValueHeads number of key and value heads; divides {@code heads}
 * @param headDim width of one head
 * @param intermediateSize width inside the feed-forward block
 * @param maxPositions longest sequence that the configuration promises
 * @param activation activation of the feed-forward block
 * @param normEpsilon what the norms add to the variance
 * @param rope rotary positions; null where positions are a learned table (GPT-2)
 * @param windows per layer, how many positions back a query sees, itself included; 0 for all
 * @param tied whether the output head is the embedding table
 * @param attentionBias whether query, key and value projections have a bias
 * @param outputBias whether attention's output projection has a bias
 * @param mlpBias whether the feed-forward projections have a bias
 * @param headNorm whether query and key heads are normalised one by one (Qwen3)
 * @param scaleAttention whether attention scores are divided by √headDim
 * @param scaleByLayer whether attention scores are divided by the layer's number as well (GPT-2)
 * @param experts number of experts per layer; 0 for a dense feed-forward block
 * @param expertsPerToken how many experts see each token
 * @param routerLossCoefficient weight of the load-balancing loss
 * @param initializerRange standard deviation of fresh weights
 * @param bosTokenId token that begins a sequence, if the configuration names one
 * @param eosTokenIds tokens that end a sequence
 * @param padTokenId token that fills up, if the configuration names one
 * @param source the whole configuration as it was read
 */
public record ModelConfig(
    Architecture architecture,
    Head head,
    int vocabSize,
    int hiddenSize,
    int layers,
    int heads,
    int keyValueHeads,
    int headDim,
    int intermediateSize,
    int maxPositions,
    Activation activation,
    double normEpsilon,
    @Nullable Rope rope,
    List<Integer> windows,
    boolean tied,
    boolean attentionBias,
    boolean outputBias,
    boolean mlpBias,
    boolean headNorm,
    boolean scaleAttention,
    boolean scaleByLayer,
    int experts,
    int expertsPerToken,
    double routerLossCoefficient,
    double initializerRange,
    @Nullable Integer bosTokenId,
    List<Integer> eosTokenIds,
    @Nullable Integer padTokenId,
    ObjectNode source) {

  public ModelConfig {
    Objects.requireNonNull(architecture, "architecture");
    Objects.requireNonNull(head, "head");
    Objects.requireNonNull(activation, "activation");
    windows = List.copyOf(windows);
    eosTokenIds = List.copyOf(eosTokenIds);
    source = source.deepCopy();
    if (windows.size() != layers) {
      throw new IllegalArgumentException(
          "there are " + layers + " layers and " + windows.size() + " windows");
    }
  }

  /**
   * Reads a {@code config.json}.
   *
   * @throws RequestException with every fault of the file
   */
  public static ModelConfig read(Path configJson) {
    return ConfigReader.read(configJson);
  }

  /**
   * Parses the text of a {@code config.json}.
   *
   * @throws RequestException with every fault of the text
   */
  public static ModelConfig parse(String json) {
    return ConfigReader.parse(json, "config.json");
  }

  /** The configuration as a {@code config.json}: all keys that were read, in their order. */
  public String toJson() {
    try {
      return ConfigReader.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(source) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON nodes can always be written", e);
    }
  }

  /** The same configuration with one key set to another value, parsed and checked again. */
  public ModelConfig with(String key, JsonNode value) {
    ObjectNode changed = source.deepCopy();
    changed.set(key, value);
    return parse(changed.toString());
  }

  /**
   * The same decoder with another head, as transformers writes it: its class under {@code
   * architectures}, and the names of its labels.
   */
  public ModelConfig withHead(Head newHead) {
    ObjectNode changed = source.deepCopy();
    changed.put("model_type", architecture.modelType());
    changed.putArray("architectures").add(architecture.className(newHead.kind()));
    changed.remove(List.of("num_labels", "id2label", "label2id"));
    if (!newHead.isLanguageModel()) {
      changed.put("num_labels", newHead.labels());
      ObjectNode names = changed.putObject("id2label");
      ObjectNode ids = changed.putObject("label2id");
      for (int label = 0; label < newHead.labels(); label++) {
        names.put(Integer.toString(label), "LABEL_" + label);
        ids.put("LABEL_" + label, label);
      }
    }
    return parse(changed.toString());
  }

  /**
   * Refuses a model that gives no scores of the next token.
   *
   * @param where the model's name, for the message
   * @throws RequestException if the head is another one
   */
  public void requireLanguageModel(String where) {
    if (!head.isLanguageModel()) {
      throw new RequestException(
          "the model is a "
              + architecture.className(head.kind())
              + ": it scores texts and gives no next token",
          where,
          "Use a " + architecture.className(Head.Kind.LANGUAGE_MODEL) + " here.");
    }
  }

  /** A copy of the whole configuration, as it was read. */
  @Override
  public ObjectNode source() {
    return source.deepCopy();
  }

  /** How many query heads share one key and value head. */
  public int groupSize() {
    return heads / keyValueHeads;
  }

  /** Whether the feed-forward block is a mixture of experts. */
  public boolean isMixture() {
    return experts > 0;
  }

  /** The factor on attention scores in a layer (counted from 0). */
  public double attentionScale(int layer) {
    double scale = scaleAttention ? 1 / Math.sqrt(headDim) : 1;
    return scaleByLayer ? scale / (layer + 1) : scale;
  }
}
