// Lines with dashes and arrow heads that end at their entities, several between the same two side by side.
// sigma's own programs draw no dashes; one program for all also costs one draw call instead of four.

import { EdgeProgram } from "sigma/rendering";
import { floatColor } from "sigma/utils";

const VERTEX = `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec2 a_start;
attribute vec2 a_end;
attribute vec2 a_radii;
attribute float a_thickness;
attribute float a_lane;
attribute float a_dash;
attribute float a_arrow;
attribute vec2 a_corner;
uniform mat3 u_matrix;
uniform vec2 u_screen;
uniform float u_sizeRatio;
varying vec4 v_color;
varying vec2 v_place;
varying vec2 v_ends;
varying float v_half;
varying float v_dash;
varying float v_arrow;
void main() {
  vec2 start = (u_matrix * vec3(a_start, 1)).xy * u_screen;
  vec2 end = (u_matrix * vec3(a_end, 1)).xy * u_screen;
  vec2 along = end - start;
  float reach = max(length(along), 0.001);
  along /= reach;
  vec2 across = vec2(-along.y, along.x);
  float half_ = a_thickness / 2.0;
  #ifdef PICKING_MODE
  half_ = max(half_, 4.0);
  #endif
  float wide = half_ + 1.0 + a_arrow * 3.0 * half_;
  vec2 place = mix(start, end, a_corner.x) + across * (a_lane + a_corner.y * wide);
  gl_Position = vec4(place / u_screen, 0, 1);
  v_place = vec2(a_corner.x * reach, a_corner.y * wide);
  v_ends = vec2(a_radii.x, reach * u_sizeRatio - a_radii.y) / u_sizeRatio;
  v_half = half_;
  v_dash = a_dash;
  v_arrow = a_arrow;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= 255.0 / 254.0;
}`;

const FRAGMENT = `
precision highp float;
varying vec4 v_color;
varying vec2 v_place;
varying vec2 v_ends;
varying float v_half;
varying float v_dash;
varying float v_arrow;
uniform float u_pixelRatio;
void main() {
  float left = v_ends.y - v_place.x;
  if (left < 0.0 || v_place.x < v_ends.x) discard;
  float head = v_arrow * (4.0 + 4.0 * v_half);
  float room = left < head ? left / head * (1.5 + 2.0 * v_half) : v_half;
  #ifdef PICKING_MODE
  if (abs(v_place.y) > v_half) discard;
  gl_FragColor = v_color;
  #else
  if (left >= head && v_dash > 0.0 && mod(v_place.x - v_ends.x, 2.0 * v_dash) > v_dash * 1.2) discard;
  gl_FragColor = v_color * clamp((room - abs(v_place.y)) * u_pixelRatio + 0.5, 0.0, 1.0);
  #endif
}`;

const { FLOAT, UNSIGNED_BYTE, TRIANGLES } = WebGLRenderingContext;
const one = (name) => ({ name, size: 1, type: FLOAT });
const two = (name) => ({ name, size: 2, type: FLOAT });
const four = (name) => ({ name, size: 4, type: UNSIGNED_BYTE, normalized: true });

export class LineProgram extends EdgeProgram {
  getDefinition() {
    return {
      VERTICES: 6,
      VERTEX_SHADER_SOURCE: VERTEX,
      FRAGMENT_SHADER_SOURCE: FRAGMENT,
      METHOD: TRIANGLES,
      UNIFORMS: ["u_matrix", "u_screen", "u_sizeRatio", "u_pixelRatio"],
      ATTRIBUTES: [
        two("a_start"), two("a_end"), two("a_radii"), one("a_thickness"), one("a_lane"), one("a_dash"),
        one("a_arrow"), four("a_color"), four("a_id"),
      ],
      CONSTANT_ATTRIBUTES: [two("a_corner")],
      CONSTANT_DATA: [[0, -1], [1, -1], [0, 1], [0, 1], [1, -1], [1, 1]],
    };
  }

  processVisibleItem(index, start, source, target, data) {
    const { array } = this;
    array[start] = source.x;
    array[start + 1] = source.y;
    array[start + 2] = target.x;
    array[start + 3] = target.y;
    array[start + 4] = source.size;
    array[start + 5] = target.size;
    array[start + 6] = data.size;
    array[start + 7] = data.lane ?? 0;
    array[start + 8] = data.dash ?? 0;
    array[start + 9] = data.arrow ? 1 : 0;
    array[start + 10] = floatColor(data.color);
    array[start + 11] = index;
  }

  setUniforms(params, { gl, uniformLocations }) {
    gl.uniformMatrix3fv(uniformLocations.u_matrix, false, params.matrix);
    gl.uniform2f(uniformLocations.u_screen, params.width / 2, params.height / 2);
    gl.uniform1f(uniformLocations.u_sizeRatio, params.sizeRatio);
    gl.uniform1f(uniformLocations.u_pixelRatio, params.pixelRatio);
  }
}
