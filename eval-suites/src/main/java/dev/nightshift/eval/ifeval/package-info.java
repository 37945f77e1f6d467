/**
 * Instructions whose fulfilment a program can check: the 25 kinds of IFEval (Zhou et al.,
 * "Instruction-following evaluation for large language models", arXiv 2311.07911), each a pure
 * function of its arguments and a response, and the strict and the loose reading of a response.
 */
@NullMarked
package dev.nightshift.eval.ifeval;

import org.jspecify.annotations.NullMarked;
