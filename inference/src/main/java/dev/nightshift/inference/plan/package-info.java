/**
 * What a model costs before it is trained: parameters, floating-point operations per token, memory
 * of each rank, and the layouts that fit on given devices. Pure arithmetic; no tensor is made here.
 */
@NullMarked
package dev.nightshift.inference.plan;

import org.jspecify.annotations.NullMarked;
