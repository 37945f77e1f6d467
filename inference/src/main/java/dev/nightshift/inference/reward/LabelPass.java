package dev.nightshift.inference.reward;

import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.forward.ForwardInput;
import dev.nightshift.inference.model.Head;
import dev.nightshift.inference.tensor.DType;
import dev.nightshift.inference.tensor.TensorIo;
import dev.nightshift.schema.error.Faults;
import dev.nightshift.schema.error.RequestException;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Passes of one text each through a model with a head of labels. The last bits of a product depend
 * on its shape, so no text shares a pass with another: what comes out is a function of the text.
 */
final class LabelPass {

  private LabelPass() {}

  /**
   * Loads a model folder.
   *
   * @throws RequestException with every fault of the folder, or if its head is another one
   */
  static LanguageModel load(Path folder, @Nullable Path adapter, Head head, String what) {
    LanguageModel model = LanguageModel.load(folder, adapter, DType.F32);
    try {
      Head found = model.config().head();
      if (!found.equals(head)) {
        throw new RequestException(
            "the model is a "
                + model.config().architecture().className(found.kind())
                + (found.isLanguageModel() ? "" : " with " + labels(found))
                + " and no "
                + what,
            folder.toString(),
            "Name a "
                + model.config().architecture().className(head.kind())
                + " with "
                + labels(head)
                + ", such as the job reward makes.");
      }
      model.requireTokenizer();
      return model;
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static String labels(Head head) {
    return head.labels() == 1 ? "1 label" : head.labels() + " labels";
  }

  /** Notes what makes a text impossible to score. */
  static void check(LanguageModel model, int[] ids, String where, Faults faults) {
    if (ids.length == 0) {
      faults.add("there is no token to score", where, "Give a prompt or an answer.");
    }
    model.checkIds(ids, where, faults);
  }

  /** What the head says of some positions of a text, row by row: [positions · labels]. */
  static double[] of(LanguageModel model, int[] ids, int... positions) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      ForwardInput input =
          ForwardInput.ofIds(TensorIo.ids(ids, 1, ids.length)).withAdapters(model.adapters());
      Tensor hidden = Decoder.forward(model.config(), model.weights(), input).hidden().squeeze(0);
      Tensor asked = hidden.index_select(0, TensorIo.ids(positions, positions.length));
      return TensorIo.toDoubles(Decoder.labelScores(model.config(), model.weights(), asked));
    }
  }

  /** The share of the second of two labels, e^{z₁} / (e^{z₀} + e^{z₁}). */
  static double second(double first, double second) {
    return 1 / (1 + Math.exp(first - second));
  }
}
