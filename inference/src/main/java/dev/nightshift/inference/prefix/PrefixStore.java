package dev.nightshift.inference.prefix;

import dev.nightshift.inference.LanguageModel;
import dev.nightshift.inference.forward.Decoder;
import dev.nightshift.inference.forward.ForwardInput;
import dev.nightshift.inference.forward.KeyValueCache;
import dev.nightshift.inference.tensor.TensorIo;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.jspecify.annotations.Nullable;

/**
 * The key-value caches of beginnings under one model. A beginning is read by the first request that
 * has it; others wait for that and share the cache. What nobody uses stays, up to {@value #KEPT},
 * the latest used first. Safe for use by several threads, as long as the weights stay as they are.
 *
 * <p>Memory: layers × 2 × key heads × head width × tokens numbers for each beginning.
 */
public final class PrefixStore implements AutoCloseable {

  /** Caches that are kept while nobody uses them. */
  static final int KEPT = 1;

  private final LanguageModel model;

  /** By the beginning's tokens, the latest used last. */
  private final Map<IntBuffer, Entry> entries = new LinkedHashMap<>(16, .75f, true);

  private int reads;
  private boolean closed;

  private PrefixStore(LanguageModel model) {
    this.model = model;
  }

  /** An empty store. The model stays the caller's and must outlive it. */
  public static PrefixStore of(LanguageModel model) {
    return new PrefixStore(model);
  }

  /** The cache of a beginning, which is read where nobody has done so. */
  public Lease borrow(int[] beginning) {
    Entry entry;
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("the store was closed");
      }
      entry = entries.computeIfAbsent(IntBuffer.wrap(beginning.clone()), Entry::new);
      entry.users++;
    }
    boolean done = false;
    try {
      KeyValueCache cache = cache(entry);
      done = true;
      return new Lease(this, entry, cache);
    } finally {
      if (!done) {
        giveBack(entry);
      }
    }
  }

  /** How many beginnings were read, those that were read again included. */
  public synchronized int reads() {
    return reads;
  }

  private KeyValueCache cache(Entry entry) {
    synchronized (entry) {
      KeyValueCache known = entry.cache;
      if (known != null) {
        return known;
      }
      KeyValueCache read = read(entry.ids.array());
      entry.cache = read;
      synchronized (this) {
        reads++;
      }
      return read;
    }
  }

  private KeyValueCache read(int[] ids) {
    try (PointerScope scope = new PointerScope();
        NoGradGuard noGrad = new NoGradGuard()) {
      ForwardInput input =
          ForwardInput.ofIds(TensorIo.ids(ids, 1, ids.length))
              .withAdapters(model.adapters())
              .withCache(KeyValueCache.empty());
      KeyValueCache cache = Decoder.forward(model.config(), model.weights(), input).cache();
      return Objects.requireNonNull(cache, "cache").kept();
    }
  }

  private synchronized void giveBack(Entry entry) {
    entry.users--;
    evict(closed ? 0 : KEPT);
  }

  /** Lets go of what nobody uses, but for some. */
  private void evict(int kept) {
    List<Entry> idle = new ArrayList<>();
    entries.values().stream().filter(entry -> entry.users == 0).forEach(idle::add);
    for (Entry gone : idle.subList(0, Math.max(0, idle.size() - kept))) {
      entries.remove(gone.ids);
      if (gone.cache != null) {
        gone.cache.close();
      }
    }
  }

  /** Releases all caches; those that are in use once they are given back. */
  @Override
  public synchronized void close() {
    closed = true;
    evict(0);
  }

  private static final class Entry {
    private final IntBuffer ids;
    private int users;
    private @Nullable KeyValueCache cache;

    private Entry(IntBuffer ids) {
      this.ids = ids;
    }
  }

  /** A cache in use; it may be continued any number of times. */
  public static final class Lease implements AutoCloseable {
    private final PrefixStore store;
    private final Entry entry;
    private final KeyValueCache cache;
    private boolean open = true;

    private Lease(PrefixStore store, Entry entry, KeyValueCache cache) {
      this.store = store;
      this.entry = entry;
      this.cache = cache;
    }

    /** The cache, which the store owns. */
    public KeyValueCache cache() {
      return cache;
    }

    @Override
    public void close() {
      if (open) {
        open = false;
        store.giveBack(entry);
      }
    }
  }
}
