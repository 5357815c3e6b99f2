// sigma reads constants of these classes as soon as it is loaded, also where a browser has none of them.

globalThis.WebGLRenderingContext ??= class {};
globalThis.WebGL2RenderingContext ??= class {};
