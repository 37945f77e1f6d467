package dev.nightshift.inference.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/**
 * Lifetimes of native objects. Everything made inside a {@link PointerScope} is released when the
 * scope closes, unless it is retained or handed to the scope around it.
 */
public final class Scopes {

  private Scopes() {}

  /**
   * Runs a computation in a scope of its own and hands its result to the scope around. What the
   * computation made in between is released at once (autograd keeps what it needs by itself).
   */
  public static <P extends Pointer> P inner(Supplier<P> computation) {
    return keeping(
        keep -> {
          P result = computation.get();
          keep.accept(result);
          return result;
        });
  }

  /**
   * As {@link #inner(Supplier)}, for a computation that also adds to a list: what it added is
   * handed to the scope around as well.
   */
  public static <P extends Pointer> P inner(List<? extends Pointer> kept, Supplier<P> computation) {
    return keeping(
        keep -> {
          int before = kept.size();
          P result = computation.get();
          kept.subList(before, kept.size()).forEach(keep);
          keep.accept(result);
          return result;
        });
  }

  /**
   * As {@link #inner(Supplier)}, for a computation that names itself what is handed to the scope
   * around.
   *
   * @param computation is given what takes each pointer that stays
   */
  public static <R> R keeping(Function<Consumer<Pointer>, R> computation) {
    PointerScope outer = PointerScope.getInnerScope();
    List<Pointer> kept = new ArrayList<>();
    R result;
    try (PointerScope inner = new PointerScope()) {
      result =
          computation.apply(
              pointer -> {
                pointer.retainReference();
                kept.add(pointer);
              });
    }
    kept.forEach(pointer -> handOver(pointer, outer));
    return result;
  }

  /** Attaches a pointer that was retained in an inner scope to the outer one. */
  private static void handOver(Pointer retained, @Nullable PointerScope outer) {
    if (outer != null) {
      outer.attach(retained);
      retained.releaseReference();
    }
  }
}
