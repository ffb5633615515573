declare module "autocannon" {
  export interface Result {
    readonly errors: number;
    readonly timeouts: number;
    readonly non2xx: number;
    readonly requests: { readonly average: number; readonly total: number };
    readonly latency: { readonly p50: number; readonly p97_5: number; readonly p99: number; readonly max: number };
  }
  export interface Options {
    readonly url: string;
    readonly connections: number;
    readonly duration: number;
    readonly overallRate?: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly requests: readonly { readonly method: "GET"; readonly path: string }[];
  }
  export default function autocannon(options: Options): Promise<Result>;
}
