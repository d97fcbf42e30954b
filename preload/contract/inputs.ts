// Room preload/contract: parts that inputs of many operations are made of.
import { z } from 'zod';

export const text = z.string().min(1).max(4096);
/** A pick: the id of a path or stream that the user chose; the renderer never names a path. */
export const pick = z.string().min(1).max(64);
export const page = {
  filter: z.string().max(256).optional(),
  offset: z.int().nonnegative().optional(),
  limit: z.int().positive().optional(),
};
export const none = z.strictObject({});
