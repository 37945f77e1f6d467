package dev.nightshift.runtime.model;

import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.prefix.PrefixStore;
import dev.nightshift.schema.error.WorkException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The models that this process has loaded, by digest. Tasks that run side by side share one copy of
 * the weights; a model that nobody uses stays until another is loaded. Safe for use by several
 * threads.
 */
public final class ModelHolder {

  // One for the process: weights must not be loaded once per task.
  private static final ModelHolder PROCESS = new ModelHolder();

  private final Map<String, Held> held = new LinkedHashMap<>();

  ModelHolder() {}

  /** The holder of this process. */
  public static ModelHolder process() {
    return PROCESS;
  }

  /**
   * Borrows a model, loading it if this process does not hold it.
   *
   * @param folder where the model is
   * @param digest its model digest
   * @throws WorkException if the folder holds another model
   */
  public synchronized Lease borrow(Path folder, String digest) {
    Held found = held.get(digest);
    if (found == null) {
      releaseIdle();
      LanguageModel model = LanguageModel.load(folder);
      if (!model.digest().model().equals(digest)) {
        String seen = model.digest().model();
        model.close();
        throw new WorkException(
            "the folder holds model " + seen + ", expected was " + digest,
            folder.toString(),
            "The folder was changed while it was used: run again.");
      }
      found = new Held(model);
      held.put(digest, found);
    }
    found.users++;
    return new Lease(this, found);
  }

  /** Closes all models that nobody uses. */
  public synchronized void releaseIdle() {
    List<String> idle = new ArrayList<>();
    held.forEach(
        (digest, model) -> {
          if (model.users == 0) {
            idle.add(digest);
          }
        });
    for (String digest : idle) {
      Held gone = held.remove(digest);
      if (gone != null) {
        gone.prefixes.close();
        gone.model.close();
      }
    }
  }

  /** The digests of the models that are loaded. */
  synchronized List<String> loaded() {
    return List.copyOf(held.keySet());
  }

  private synchronized void giveBack(Held model) {
    model.users--;
  }

  private static final class Held {
    private final LanguageModel model;
    private final PrefixStore prefixes;
    private int users;

    private Held(LanguageModel model) {
      this.model = model;
      this.prefixes = PrefixStore.of(model);
    }
  }

  /** A model in use; it stays loaded until the lease is closed. */
  public static final class Lease implements AutoCloseable {

    private final ModelHolder holder;
    private final Held held;
    private boolean open = true;

    private Lease(ModelHolder holder, Held held) {
      this.holder = holder;
      this.held = held;
    }

    /** The model. */
    public LanguageModel model() {
      return held.model;
    }

    /** What prompts begin with, read once for all who have borrowed the model. */
    public PrefixStore prefixes() {
      return held.prefixes;
    }

    @Override
    public void close() {
      if (open) {
        open = false;
        holder.giveBack(held);
      }
    }
  }
}
