package dev.nightshift.inference.importing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.inference.checkpoint.CheckpointWriter;
import dev.nightshift.inference.checkpoint.WriteOptions;
import dev.nightshift.inference.model.ModelConfig;
import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.schema.error.RequestException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * Turns a checkpoint of llama2.c (version 0, float32) and its tokenizer into a Hugging Face folder.
 *
 * <p>llama2.c turns neighbouring dimensions of a head, Hugging Face turns i and i + d/2: the rows
 * of the query and key projections are reordered, which changes no result.
 */
public final class Llama2cImporter {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int BOS = 1;
  private static final int EOS = 2;

  private Llama2cImporter() {}

  /**
   * Imports from a folder that holds one checkpoint and one tokenizer ({@code tok….bin}), or from a
   * checkpoint file with the tokenizer beside it.
   *
   * @throws RequestException if they are not there or not what they should be
   */
  public static void importFrom(Path from, Path output) {
    Path folder = Files.isDirectory(from) ? from : from.toAbsolutePath().getParent();
    if (folder == null || !Files.exists(from)) {
      throw new RequestException("there is no such path", from.toString(), "Check the path.");
    }
    List<Path> binaries;
    try (Stream<Path> files = Files.list(folder)) {
      binaries = files.filter(f -> f.toString().endsWith(".bin")).sorted().toList();
    } catch (IOException e) {
      throw new RequestException("cannot be listed (" + e + ")", folder.toString(), "Check it.");
    }
    List<Path> tokenizers = binaries.stream().filter(Llama2cImporter::isTokenizer).toList();
    List<Path> models =
        Files.isDirectory(from)
            ? binaries.stream().filter(f -> !isTokenizer(f)).toList()
            : List.of(from);
    if (models.size() != 1 || tokenizers.size() != 1) {
      throw new RequestException(
          "there are " + models.size() + " checkpoints and " + tokenizers.size() + " tokenizers",
          folder.toString(),
          "Give a folder with one NAME.bin and one tok….bin, as llama2.c has them.");
    }
    importModel(models.get(0), tokenizers.get(0), output);
  }

  private static boolean isTokenizer(Path file) {
    return String.valueOf(file.getFileName()).startsWith("tok");
  }

  /** Imports a checkpoint and its tokenizer into a folder, in place of whatever was there. */
  public static void importModel(Path checkpoint, Path tokenizerFile, Path output) {
    try (FileChannel channel = FileChannel.open(checkpoint, StandardOpenOption.READ);
        PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      long size = channel.size();
      if (size < Llama2cHeader.BYTES) {
        throw new RequestException(
            "the file has " + size + " bytes",
            checkpoint.toString(),
            "Give a llama2.c checkpoint.");
      }
      Source source = new Source(channel);
      Llama2cHeader header = Llama2cHeader.read(source.next(Llama2cHeader.BYTES), size, checkpoint);
      Llama2cTokenizer tokenizer = Llama2cTokenizer.read(tokenizerFile, header.vocabSize());
      ModelConfig config = config(header);
      Map<String, Tensor> weights = weights(header, source);
      WriteOptions options =
          WriteOptions.DEFAULT.withExtra(
              folder -> {
                tokenizer.write(folder, header.length());
                generation(folder);
              });
      CheckpointWriter.write(output, config, weights, null, options);
    } catch (IOException e) {
      throw new RequestException(
          "the checkpoint cannot be read (" + e + ")", checkpoint.toString(), "Check the path.");
    }
  }

  private static ModelConfig config(Llama2cHeader h) {
    ObjectNode json = MAPPER.createObjectNode();
    json.putArray("architectures").add("LlamaForCausalLM");
    json.put("attention_bias", false);
    json.put("bos_token_id", BOS);
    json.put("eos_token_id", EOS);
    json.put("head_dim", h.headDim());
    json.put("hidden_act", "silu");
    json.put("hidden_size", h.dim());
    json.put("initializer_range", 0.02);
    json.put("intermediate_size", h.hiddenDim());
    json.put("max_position_embeddings", h.length());
    json.put("mlp_bias", false);
    json.put("model_type", "llama");
    json.put("num_attention_heads", h.heads());
    json.put("num_hidden_layers", h.layers());
    json.put("num_key_value_heads", h.keyValueHeads());
    json.put("rms_norm_eps", 1e-5);
    json.put("rope_theta", 10000.0);
    json.put("tie_word_embeddings", h.tied());
    json.put("vocab_size", h.vocabSize());
    return ModelConfig.parse(json.toString());
  }

  /** The models of llama2.c were trained with BOS between texts: it ends one as well. */
  private static void generation(Path folder) throws IOException {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("bos_token_id", BOS);
    json.putArray("eos_token_id").add(BOS).add(EOS);
    String text = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    Files.writeString(folder.resolve("generation_config.json"), text + "\n");
  }

  /** The file holds each kind of weight for all layers before the next kind. */
  private static Map<String, Tensor> weights(Llama2cHeader h, Source source) throws IOException {
    long d = h.dim();
    long kv = (long) h.keyValueHeads() * h.headDim();
    long f = h.hiddenDim();
    Map<String, Tensor> w = new LinkedHashMap<>();
    w.put("model.embed_tokens.weight", source.tensor(h.vocabSize(), d));
    perLayer(w, h, "input_layernorm", source, d);
    perLayer(w, h, "self_attn.q_proj", source, d, d);
    perLayer(w, h, "self_attn.k_proj", source, kv, d);
    perLayer(w, h, "self_attn.v_proj", source, kv, d);
    perLayer(w, h, "self_attn.o_proj", source, d, d);
    perLayer(w, h, "post_attention_layernorm", source, d);
    perLayer(w, h, "mlp.gate_proj", source, f, d);
    perLayer(w, h, "mlp.down_proj", source, d, f);
    perLayer(w, h, "mlp.up_proj", source, f, d);
    w.put("model.norm.weight", source.tensor(d));
    source.tensor(h.length(), h.headDim());
    if (!h.tied()) {
      w.put("lm_head.weight", source.tensor(h.vocabSize(), d));
    }
    for (int layer = 0; layer < h.layers(); layer++) {
      String p = "model.layers." + layer + ".self_attn.";
      w.computeIfPresent(p + "q_proj.weight", (name, t) -> halves(t, h.heads()));
      w.computeIfPresent(p + "k_proj.weight", (name, t) -> halves(t, h.keyValueHeads()));
    }
    return w;
  }

  private static void perLayer(
      Map<String, Tensor> weights, Llama2cHeader h, String name, Source source, long... shape)
      throws IOException {
    for (int layer = 0; layer < h.layers(); layer++) {
      weights.put("model.layers." + layer + "." + name + ".weight", source.tensor(shape));
    }
  }

  /** Rows of each head from pairs (0, 1), (2, 3), … to all first halves, then all second ones. */
  private static Tensor halves(Tensor weight, long heads) {
    long rows = weight.size(0);
    long columns = weight.size(1);
    return weight
        .view(heads, rows / heads / 2, 2, columns)
        .transpose(1, 2)
        .reshape(rows, columns)
        .contiguous();
  }

  /** The floats of the file, one after another. */
  private static final class Source {
    private final FileChannel channel;

    Source(FileChannel channel) {
      this.channel = channel;
    }

    ByteBuffer next(long bytes) throws IOException {
      ByteBuffer buffer =
          ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
      while (buffer.hasRemaining()) {
        if (channel.read(buffer) < 0) {
          throw new IOException("the file ended early");
        }
      }
      return buffer.flip();
    }

    Tensor tensor(long... shape) throws IOException {
      long n = Arrays.stream(shape).reduce(1, Math::multiplyExact);
      float[] values = new float[Math.toIntExact(n)];
      next(n * Float.BYTES).asFloatBuffer().get(values);
      return TensorIo.floats(values, shape);
    }
  }
}
