package dev.nightshift.curation.embed;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.nightshift.schema.identity.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Map;

/**
 * The sentence encoder all-MiniLM-L6-v2 (Reimers and Gurevych 2019, "Sentence-BERT"; Wang et al.
 * 2020, "MiniLM") on ONNX Runtime: a text becomes a vector of {@value #WIDTH} numbers and length 1,
 * and texts that mean the same have a cosine near 1.
 *
 * <p>The mean of the last layer over all tokens, normalised. As in the published settings a text is
 * cut after {@value #TOKENS} tokens; what lies beyond its first {@value #CHARACTERS} characters is
 * not even tokenized. Each text goes through by itself, on one thread, so that its vector depends
 * on the text alone. Not safe for use by several threads.
 */
public final class SentenceEncoder implements AutoCloseable {

  /** Numbers in a vector. */
  public static final int WIDTH = 384;

  private static final int TOKENS = 256;
  private static final int CHARACTERS = 8192;
  private static final String MODEL = "/all-minilm-l6-v2.onnx";
  private static final String TOKENIZER = "/all-minilm-l6-v2-tokenizer.json";

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final HuggingFaceTokenizer tokenizer;

  private SentenceEncoder(
      OrtEnvironment environment, OrtSession session, HuggingFaceTokenizer tokenizer) {
    this.environment = environment;
    this.session = session;
    this.tokenizer = tokenizer;
  }

  /** Loads the encoder from the class path, about 90 MB. */
  public static SentenceEncoder load() {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      ObjectMapper json = new ObjectMapper();
      ObjectNode definition = (ObjectNode) json.readTree(resource(TOKENIZER));
      // Truncation and padding of the file are those of another use.
      definition.putNull("truncation");
      definition.putNull("padding");
      HuggingFaceTokenizer tokenizer =
          HuggingFaceTokenizer.newInstance(
              new ByteArrayInputStream(json.writeValueAsBytes(definition)),
              Map.of("truncation", "false", "padding", "false"));
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      return new SentenceEncoder(
          environment, environment.createSession(resource(MODEL), options), tokenizer);
    } catch (IOException e) {
      throw new UncheckedIOException("the sentence encoder cannot be read", e);
    } catch (OrtException e) {
      throw new IllegalStateException("the sentence encoder cannot be loaded", e);
    }
  }

  /** Names the weights, the tokenizer and how they are used: vectors of one digest go together. */
  public static String digest() {
    try {
      return Digest.start()
          .add("sentence-encoder")
          .add(Digest.ofBytes(resource(MODEL)))
          .add(Digest.ofBytes(resource(TOKENIZER)))
          .add(TOKENS)
          .add(CHARACTERS)
          .add("mean")
          .hex();
    } catch (IOException e) {
      throw new UncheckedIOException("the sentence encoder cannot be read", e);
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = SentenceEncoder.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(name + " is not on the class path");
      }
      return in.readAllBytes();
    }
  }

  /** The vector of a text, of length 1. */
  public float[] encode(String text) {
    long[] ids = ids(text);
    long[] ones = new long[ids.length];
    Arrays.fill(ones, 1);
    long[] shape = {1, ids.length};
    try (OnnxTensor tokens = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
        OnnxTensor mask = OnnxTensor.createTensor(environment, LongBuffer.wrap(ones), shape);
        OnnxTensor types =
            OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[ids.length]), shape);
        OrtSession.Result result =
            session.run(
                Map.of("input_ids", tokens, "attention_mask", mask, "token_type_ids", types))) {
      return pooled(((OnnxTensor) result.get(0)).getFloatBuffer(), ids.length);
    } catch (OrtException e) {
      throw new IllegalStateException("the sentence encoder failed", e);
    }
  }

  private long[] ids(String text) {
    String start = text.substring(0, Math.min(CHARACTERS, text.length()));
    long[] all = tokenizer.encode(start, true, false).getIds();
    if (all.length <= TOKENS) {
      return all;
    }
    long[] ids = Arrays.copyOf(all, TOKENS);
    ids[TOKENS - 1] = all[all.length - 1];
    return ids;
  }

  /** From (T tokens, D numbers) to their mean, of length 1. */
  private static float[] pooled(FloatBuffer hidden, int tokens) {
    double[] sum = new double[WIDTH];
    for (int t = 0; t < tokens; t++) {
      for (int d = 0; d < WIDTH; d++) {
        sum[d] += hidden.get(t * WIDTH + d);
      }
    }
    double squares = 0;
    for (double s : sum) {
      squares += s * s;
    }
    double length = Math.sqrt(squares);
    float[] vector = new float[WIDTH];
    for (int d = 0; d < WIDTH; d++) {
      vector[d] = length == 0 ? 0 : (float) (sum[d] / length);
    }
    return vector;
  }

  @Override
  public void close() {
    tokenizer.close();
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("the sentence encoder cannot be closed", e);
    }
  }
}
