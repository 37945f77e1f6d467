package dev.nightshift.inference.forward;

/** How attention is computed. Always an argument, never a process-wide switch. */
public enum AttentionKernel {
  /** Product, softmax, product. Slower; can be differentiated twice and can return its weights. */
  EXPLICIT,
  /** libtorch's fused kernel. Faster, less memory; has no second derivative. */
  FUSED
}
