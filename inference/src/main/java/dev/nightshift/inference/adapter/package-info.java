/** Low-rank adapters in PEFT's layout: read, write, apply, merge and unmerge. */
@NullMarked
package dev.nightshift.inference.adapter;

import org.jspecify.annotations.NullMarked;
